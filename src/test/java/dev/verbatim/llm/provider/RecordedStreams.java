package dev.verbatim.llm.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Real providers' answers, where they lie beside the repository; no test depends on their being there. */
public final class RecordedStreams {
    private static final Path FOLDER = Path.of("..", "shared", "provider-streams");
    private static final Set<String> HOP_BY_HOP =
            Set.of("connection", "content-encoding", "content-length", "transfer-encoding");
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * One recorded answer.
     *
     * @param name its file
     * @param expected what a right reading of it gives: text, finish, usage
     * @param features what is odd about it
     * @param status of the response
     * @param headers of the response, without those that say how its body travelled
     */
    public record Recorded(
            String name, byte[] body, JsonNode expected, String features, int status, Map<String, String> headers) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** One recorded error answer. */
    public record RecordedError(String name, int status, byte[] body) {
        @Override
        public String toString() {
            return status + " " + name;
        }
    }

    private RecordedStreams() {}

    public static boolean present() {
        return Files.isDirectory(FOLDER);
    }

    /** All answers of a protocol; empty where the folder is missing. */
    public static List<Recorded> of(String protocol) throws IOException {
        List<Recorded> recorded = new ArrayList<>();
        if (!present()) {
            return recorded;
        }
        for (String line : Files.readAllLines(FOLDER.resolve("expected.jsonl"), StandardCharsets.UTF_8)) {
            JsonNode expected = JSON.readTree(line);
            if (expected.path("protocol").asText().equals(protocol)) {
                String name = expected.path("file").asText();
                recorded.add(recorded(name, expected));
            }
        }
        return recorded;
    }

    private static Recorded recorded(String name, JsonNode expected) throws IOException {
        String headFile = name.substring(0, name.lastIndexOf('.')) + ".hdr.json";
        JsonNode head = JSON.readTree(FOLDER.resolve(headFile).toFile());
        Map<String, String> headers = new HashMap<>();
        head.path("headers")
                .properties()
                .forEach(
                        header -> headers.put(header.getKey(), header.getValue().asText()));
        headers.keySet().removeAll(HOP_BY_HOP);
        byte[] body = Files.readAllBytes(FOLDER.resolve(name));
        return new Recorded(
                name, body, expected, features(name), head.path("status").asInt(), headers);
    }

    /** All error bodies. */
    public static List<RecordedError> errors() throws IOException {
        List<RecordedError> errors = new ArrayList<>();
        if (!present()) {
            return errors;
        }
        for (String line : index()) {
            String[] columns = line.split("\t", -1);
            if (columns[5].equals("error-body")) {
                int status = Integer.parseInt(columns[7]);
                errors.add(new RecordedError(columns[0], status, Files.readAllBytes(FOLDER.resolve(columns[0]))));
            }
        }
        return errors;
    }

    private static String features(String name) throws IOException {
        return index().stream()
                .filter(line -> line.startsWith(name + "\t"))
                .map(line -> line.split("\t", -1)[10])
                .findFirst()
                .orElse("");
    }

    private static List<String> index() throws IOException {
        return Files.readAllLines(FOLDER.resolve("index.tsv"), StandardCharsets.UTF_8);
    }
}
