package dev.verbatim.cli;

import dev.verbatim.boot.Addresses;
import dev.verbatim.boot.SettingsOfNode;
import dev.verbatim.config.OpsSettings;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "health",
        description = "Asks the ops port whether the node is ready: 0 ready, 1 not ready, 3 nobody answers.",
        mixinStandardHelpOptions = true)
final class HealthCommand implements Callable<Integer> {
    private static final int HTTP_OK = 200;
    private static final int HTTP_UNAVAILABLE = 503;
    private static final int MS = 1000;

    private final Shell shell;

    @Mixin
    private JsonOption json = new JsonOption();

    @Option(names = "--live", description = "Only whether it lives, not whether it is ready.")
    private boolean live;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "The ops port; else OPS_PORT of the settings on this machine.")
    private @Nullable URI url;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "At most so long (${DEFAULT-VALUE}).",
            defaultValue = "3")
    private int timeoutSeconds;

    HealthCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        URI base = url == null ? ofThisNode() : url;
        URI asked = base.resolve(live ? "/health/live" : "/health/ready");
        try {
            return tell(asked);
        } catch (IOException | IllegalArgumentException e) {
            throw new CommandFailure(
                    ExitCode.UNAVAILABLE,
                    "Nobody answers at " + asked + ": is the gateway running, and is OPS_PORT (or --url) right?");
        }
    }

    private URI ofThisNode() {
        OpsSettings ops = SettingsOfNode.check(shell.environment()).ops();
        return Addresses.of("http", ops.host(), ops.port());
    }

    private int tell(URI asked) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) asked.toURL().openConnection();
        connection.setConnectTimeout(timeoutSeconds * MS);
        connection.setReadTimeout(timeoutSeconds * MS);
        int status = connection.getResponseCode();
        if (status != HTTP_OK && status != HTTP_UNAVAILABLE) {
            throw stranger(asked + " answered " + status);
        }
        try (var body = status == HTTP_OK ? connection.getInputStream() : connection.getErrorStream()) {
            print(report(asked, new String(body.readAllBytes(), StandardCharsets.UTF_8)));
        }
        return status == HTTP_OK ? ExitCode.OK : ExitCode.FAILED;
    }

    private static JsonObject report(URI asked, String body) {
        try {
            return new JsonObject(body);
        } catch (DecodeException e) {
            throw stranger(asked + " answered something else than JSON");
        }
    }

    private static CommandFailure stranger(String what) {
        return new CommandFailure(ExitCode.FAILED, what + ": that is no ops port of Verbatim.");
    }

    private void print(JsonObject report) {
        if (json.isSet()) {
            JsonOption.print(shell, report);
            return;
        }
        shell.out().println(report.getString("status"));
        for (Object each : report.getJsonArray("checks", new JsonArray())) {
            JsonObject check = (JsonObject) each;
            shell.out()
                    .println("  " + check.getString("name") + " " + check.getString("status") + ": "
                            + check.getString("detail"));
            if (check.containsKey("hint")) {
                shell.out().println("    " + check.getString("hint"));
            }
        }
    }
}
