package dev.verbatim.deploy;

import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The instructions of the project's Dockerfile.
 *
 * @param lines each instruction, continued lines joined, in order
 */
record Dockerfile(List<String> lines) {
    static Dockerfile read() {
        try {
            List<String> lines = new ArrayList<>();
            StringBuilder instruction = new StringBuilder();
            for (String line : Files.readAllLines(Path.of("Dockerfile"))) {
                if (line.startsWith("#") || line.isBlank()) {
                    continue;
                }
                boolean goesOn = line.endsWith("\\");
                instruction.append(goesOn ? line.substring(0, line.length() - 1) : line);
                if (!goesOn) {
                    lines.add(instruction.toString());
                    instruction.setLength(0);
                }
            }
            return new Dockerfile(lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The instructions of the stage that becomes the image. */
    List<String> image() {
        int last = 0;
        for (int i = 0; i < lines.size(); i++) {
            last = lines.get(i).startsWith("FROM ") ? i : last;
        }
        return lines.subList(last, lines.size());
    }

    /** What follows an instruction's name in the image's stage; the last one counts. */
    String last(String name) {
        return image().stream()
                .filter(line -> line.startsWith(name + " "))
                .reduce((first, second) -> second)
                .map(line -> line.substring(name.length() + 1))
                .orElseThrow();
    }

    /** The words of an exec form. */
    static List<String> words(String instruction) {
        return new JsonArray(instruction.substring(instruction.indexOf('[')))
                .stream().map(String.class::cast).toList();
    }

    Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        for (String pair : last("ENV").split(" ")) {
            String[] nameAndValue = pair.split("=", 2);
            environment.put(nameAndValue[0], nameAndValue[1]);
        }
        return environment;
    }
}
