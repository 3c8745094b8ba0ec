package dev.verbatim.cli;

import dev.verbatim.boot.Serve;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "serve",
        description = "Runs the gateway until SIGTERM, then drains and ends with 0.",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    private final Shell shell;

    ServeCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        Serve.main(shell.environment());
        return Cli.GOES_ON;
    }
}
