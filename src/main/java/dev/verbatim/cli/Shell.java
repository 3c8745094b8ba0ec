package dev.verbatim.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a command gets from where it was typed. All text is UTF-8, whatever the locale says.
 *
 * @param interactive whether a person sits there: input and output are a terminal
 */
record Shell(
        Map<String, String> environment, BufferedReader in, PrintWriter out, PrintWriter err, boolean interactive) {
    /** The process's own. */
    static Shell ofProcess() {
        return new Shell(
                System.getenv(),
                new BufferedReader(
                        new InputStreamReader(new FileInputStream(FileDescriptor.in), StandardCharsets.UTF_8)),
                writer(FileDescriptor.out),
                writer(FileDescriptor.err),
                isTerminal());
    }

    // From Java 22 on there is a console also for a pipe; it knows that it is none. Before, there is one for a terminal
    // alone.
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException before22) {
            return true;
        }
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8), true);
    }
}
