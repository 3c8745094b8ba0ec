package dev.verbatim.cli;

import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "version", description = "Prints the version, and what it runs on.", mixinStandardHelpOptions = true)
final class VersionCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private JsonOption json = new JsonOption();

    VersionCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        String java = System.getProperty("java.vendor", "") + " " + Runtime.version();
        String system = System.getProperty("os.name", "") + " " + System.getProperty("os.arch", "");
        if (json.isSet()) {
            JsonOption.print(
                    shell,
                    new JsonObject()
                            .put("version", Version.number())
                            .put("java", java)
                            .put("system", system));
        } else {
            shell.out().println("verbatim " + Version.number() + " (" + java + ", " + system + ")");
        }
        return ExitCode.OK;
    }
}
