package dev.verbatim.cli;

import dev.verbatim.boot.config.SettingsFiles;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "defaultconfig",
        description = "Prints every setting with its default, to begin a file of your own (VERBATIM_CONFIG).",
        mixinStandardHelpOptions = true)
final class DefaultConfigCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(names = "--models", description = "The model catalogue instead (VERBATIM_MODELS).")
    private boolean models;

    DefaultConfigCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        shell.out().print(SettingsFiles.builtIn(models ? "models.json" : "verbatim.yaml"));
        return ExitCode.OK;
    }
}
