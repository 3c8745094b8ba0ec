package dev.verbatim.llm.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.verbatim.contract.FailureCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
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

    /**
     * One error answer.
     *
     * @param name its file; the folder above it is the provider's
     * @param headers of the response, without those that say how its body travelled
     */
    public record RecordedError(String name, int status, Map<String, String> headers, byte[] body) {
        /** The code that it must end with, by its status and what a person reads in it. */
        public FailureCode means() {
            String text = new String(body, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
            if (text.contains("api key") || status == 403) {
                return FailureCode.PROVIDER_AUTH;
            }
            return switch (status) {
                case 401 -> FailureCode.PROVIDER_AUTH;
                case 409, 500 -> FailureCode.PROVIDER_UNAVAILABLE;
                case 429 -> FailureCode.PROVIDER_RATE_LIMITED;
                default -> name.contains("context_length") ? FailureCode.CONTEXT_TOO_LONG : FailureCode.INVALID_REQUEST;
            };
        }

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
        JsonNode head = head(name.substring(0, name.lastIndexOf('.')));
        byte[] body = Files.readAllBytes(FOLDER.resolve(name));
        return new Recorded(
                name, body, expected, features(name), head.path("status").asInt(), headers(head));
    }

    private static JsonNode head(String name) throws IOException {
        return JSON.readTree(FOLDER.resolve(name + ".hdr.json").toFile());
    }

    private static Map<String, String> headers(JsonNode head) {
        Map<String, String> headers = new HashMap<>();
        head.path("headers")
                .properties()
                .forEach(
                        header -> headers.put(header.getKey(), header.getValue().asText()));
        headers.keySet().removeAll(HOP_BY_HOP);
        return headers;
    }

    /** All error bodies, with the headers that were kept; where none were, with a content type. */
    public static List<RecordedError> errors() throws IOException {
        List<RecordedError> errors = new ArrayList<>();
        if (!present()) {
            return errors;
        }
        for (String line : index()) {
            String[] columns = line.split("\t", -1);
            if (columns[5].equals("error-body")) {
                errors.add(error(columns[0], Integer.parseInt(columns[7])));
            }
        }
        return errors;
    }

    private static RecordedError error(String name, int status) throws IOException {
        String stem = name.substring(0, name.length() - ".err.json".length());
        boolean kept = Files.exists(FOLDER.resolve(stem + ".hdr.json"));
        Map<String, String> headers = kept ? headers(head(stem)) : Map.of("content-type", "application/json");
        return new RecordedError(name, status, headers, Files.readAllBytes(FOLDER.resolve(name)));
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
