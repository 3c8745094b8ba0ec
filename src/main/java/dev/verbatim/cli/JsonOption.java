package dev.verbatim.cli;

import io.vertx.core.json.Json;
import picocli.CommandLine.Option;

/** {@code --json}: the result as one JSON value. */
final class JsonOption {
    @Option(names = "--json", description = "Print one JSON value instead of text.")
    private boolean json;

    boolean isSet() {
        return json;
    }

    /** Prints a value made of {@code JsonObject} and {@code JsonArray}. */
    static void print(Shell shell, Object value) {
        shell.out().println(Json.encodePrettily(value));
    }
}
