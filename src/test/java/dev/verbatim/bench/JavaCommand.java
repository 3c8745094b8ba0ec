package dev.verbatim.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Command lines for further JVMs, of the same Java and class path as this one. */
final class JavaCommand {
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private JavaCommand() {}

    static List<String> mainClass(Class<?> main, List<String> arguments) {
        return mainClass(List.of(), main, arguments);
    }

    /** The same with further options of the JVM. */
    static List<String> mainClass(List<String> options, Class<?> main, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(JAVA, "-XX:+UseSerialGC"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        return command;
    }
}
