package dev.verbatim.cli;

import dev.verbatim.boot.SettingsOfNode;
import dev.verbatim.boot.config.StartFailure;
import dev.verbatim.config.Settings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "checkconfig",
        description = "Reads settings and model catalogue as serve would, and tells every mistake with its line.",
        mixinStandardHelpOptions = true)
final class CheckConfigCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private JsonOption json = new JsonOption();

    CheckConfigCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try {
            Settings settings = SettingsOfNode.check(shell.environment());
            tell(
                    List.of(),
                    "The settings are good: chat on " + settings.http().host() + ":"
                            + settings.http().port() + ", "
                            + (settings.database().url() == null ? "embedded Postgres" : "the Postgres of DATABASE_URL")
                            + ".");
            return ExitCode.OK;
        } catch (StartFailure failure) {
            List<String> mistakes = failure.mistakes();
            tell(mistakes, mistakes.size() + (mistakes.size() == 1 ? " mistake." : " mistakes."));
            return ExitCode.USAGE;
        }
    }

    private void tell(List<String> mistakes, String verdict) {
        if (json.isSet()) {
            JsonOption.print(
                    shell,
                    new JsonObject()
                            .put("ok", mistakes.isEmpty())
                            .put("mistakes", new JsonArray(List.copyOf(mistakes))));
            return;
        }
        mistakes.forEach(shell.out()::println);
        shell.out().println(verdict);
    }
}
