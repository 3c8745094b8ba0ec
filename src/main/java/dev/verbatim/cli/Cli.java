package dev.verbatim.cli;

import dev.verbatim.boot.config.StartFailure;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands, how their failures are told, and what {@code -h} shows. */
public final class Cli {
    /** The command's work goes on after its method returned: the process must not be ended. */
    static final int GOES_ON = -1;

    private final Shell shell;

    Cli(Shell shell) {
        this.shell = shell;
    }

    /** Runs a command of this process and ends the process with its exit code, unless the command goes on. */
    public static void main(String[] arguments) {
        Logs.toStandardError();
        int exitCode = new Cli(Shell.ofProcess()).run(arguments);
        if (exitCode != GOES_ON) {
            System.exit(exitCode);
        }
    }

    /** Runs a command; one of {@link ExitCode}. */
    int run(String... arguments) {
        int exitCode = commandLine().execute(arguments);
        shell.out().flush();
        return exitCode;
    }

    CommandLine commandLine() {
        CommandLine line = new CommandLine(new Verbatim())
                .addSubcommand(new ServeCommand(shell))
                .addSubcommand(new CheckConfigCommand(shell))
                .addSubcommand(new DefaultConfigCommand(shell))
                .addSubcommand(new ConfigDocCommand(shell))
                .addSubcommand(new MigrateCommand(shell))
                .addSubcommand(new ModelsCommand(shell))
                .addSubcommand(new HealthCommand(shell))
                .addSubcommand(new GenTokenCommand(shell))
                .addSubcommand(new CheckTokenCommand(shell))
                .addSubcommand(new ChatCommand(shell))
                .addSubcommand(new UsageCommand(shell))
                .addSubcommand(new EraseCommand(shell))
                .addSubcommand(new VersionCommand(shell))
                .addSubcommand(new AutoComplete.GenerateCompletion());
        return line.setOut(shell.out())
                .setErr(shell.err())
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setParameterExceptionHandler(this::misused)
                .setExecutionExceptionHandler((failure, command, parsed) -> failed(failure));
    }

    private int misused(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        say(failure.getMessage());
        shell.err().println("See: " + command.getCommandSpec().qualifiedName() + " -h");
        return ExitCode.USAGE;
    }

    private int failed(Exception failure) throws Exception {
        if (failure instanceof CommandFailure expected) {
            say(expected.getMessage());
            return expected.exitCode();
        }
        if (failure instanceof StartFailure expected) {
            say(expected.getMessage());
            return expected.mistakes().isEmpty() ? ExitCode.FAILED : ExitCode.USAGE;
        }
        throw failure;
    }

    private void say(@Nullable String message) {
        shell.err().println("verbatim: " + message);
    }

    @Command(
            name = "verbatim",
            description = "An event-driven gateway for LLM chat. Without a command: serve.",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            synopsisSubcommandLabel = "COMMAND",
            footer = {
                "",
                "Exit codes: 0 done, 1 failed, 2 wrong command line or settings, 3 gateway or database away, 4 refused.",
                "Settings come from VERBATIM_CONFIG and the environment: see configdoc."
            })
    private static final class Verbatim implements Runnable {
        @Spec
        private @Nullable CommandSpec spec;

        @Override
        public void run() {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(), "Name a command, or none at all to serve.");
        }
    }
}
