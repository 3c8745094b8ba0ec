package dev.verbatim.cli;

import dev.verbatim.boot.config.SettingsDocument;
import dev.verbatim.boot.config.SettingsFiles;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "configdoc",
        description = "Prints a Markdown table of all settings: key, default, environment name, meaning.",
        mixinStandardHelpOptions = true)
final class ConfigDocCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private JsonOption json = new JsonOption();

    ConfigDocCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        List<SettingsDocument.Entry> entries = SettingsDocument.entries(SettingsFiles.builtIn("verbatim.yaml"));
        if (json.isSet()) {
            JsonArray array = new JsonArray();
            entries.forEach(entry -> array.add(json(entry)));
            JsonOption.print(shell, array);
            return ExitCode.OK;
        }
        shell.out().println("| key | default | environment | meaning |");
        shell.out().println("| --- | --- | --- | --- |");
        entries.forEach(entry -> shell.out().println(row(entry)));
        return ExitCode.OK;
    }

    private static JsonObject json(SettingsDocument.Entry entry) {
        return new JsonObject()
                .put("key", entry.key())
                .put("default", entry.value())
                .put("environment", entry.environment())
                .put("meaning", entry.meaning());
    }

    private static String row(SettingsDocument.Entry entry) {
        String value = entry.value().isEmpty() ? "" : "`" + entry.value() + "`";
        return "| `" + entry.key() + "` | " + value + " | `" + entry.environment() + "` | "
                + entry.meaning().replace("|", "\\|") + " |";
    }
}
