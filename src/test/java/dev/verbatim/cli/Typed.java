package dev.verbatim.cli;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.Map;

/** A command that was typed and has ended. */
record Typed(int exitCode, String out, String err) {
    /** Runs a command within this JVM, with nothing but this environment. */
    static Typed run(Map<String, String> environment, String... arguments) {
        return piped("", environment, arguments);
    }

    /** The same with something on its standard input. */
    static Typed piped(String input, Map<String, String> environment, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Shell shell = new Shell(
                environment,
                new BufferedReader(new StringReader(input)),
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                false);
        int exitCode = new Cli(shell).run(arguments);
        return new Typed(exitCode, out.toString(), err.toString());
    }

    /** The commands, not typed yet. */
    static Cli cli(Map<String, String> environment) {
        return new Cli(new Shell(
                environment,
                new BufferedReader(new StringReader("")),
                new PrintWriter(new StringWriter()),
                new PrintWriter(new StringWriter()),
                false));
    }

    JsonObject json() {
        return new JsonObject(out);
    }
}
