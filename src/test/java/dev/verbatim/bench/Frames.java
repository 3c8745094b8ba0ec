package dev.verbatim.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Map;

/** The frames of a chat that the load client writes and reads: one JSON object each, {@code {"event", "data"}}. */
final class Frames {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final byte[] TOKEN = "\"token\":\"".getBytes(UTF_8);
    private static final byte[] END = "\"end\":true".getBytes(UTF_8);
    private static final byte[] COMPLETE = "\"status\":\"complete\"".getBytes(UTF_8);
    private static final byte[] SENT = "\"event\":\"sent\"".getBytes(UTF_8);
    private static final byte[] ERROR = "\"event\":\"error\"".getBytes(UTF_8);

    private Frames() {}

    static String auth(String token) {
        return frame("auth", Map.of("token", token));
    }

    static String join(String roomId) {
        return frame("join", Map.of("roomId", roomId));
    }

    static String send(String roomId, String text, String model) {
        return frame("send", Map.of("roomId", roomId, "text", text, "model", model));
    }

    /**
     * Where a delta's text begins in a frame, or -1 for any other frame. A quote inside a text is escaped, so that no
     * model can write the mark itself. It is looked for without parsing: the client must cost less than what it measures.
     */
    static int tokenStart(byte[] frame, int length) {
        int at = find(TOKEN, frame, length);
        return at < 0 ? at : at + TOKEN.length;
    }

    /** Whether a frame that is no delta ends an answer. */
    static boolean isEnd(byte[] frame, int length) {
        return find(END, frame, length) >= 0;
    }

    /** Whether an answer's end says that nothing is missing. */
    static boolean isComplete(byte[] frame, int length) {
        return find(COMPLETE, frame, length) >= 0;
    }

    static boolean isSent(byte[] frame, int length) {
        return find(SENT, frame, length) >= 0;
    }

    static boolean isError(byte[] frame, int length) {
        return find(ERROR, frame, length) >= 0;
    }

    /** Where the text that begins at {@code from} ends: at the next quote that is not escaped. */
    static int textEnd(byte[] frame, int from, int length) {
        int at = from;
        while (at < length && frame[at] != '"') {
            at += frame[at] == '\\' ? 2 : 1;
        }
        return Math.min(at, length);
    }

    static String text(byte[] frame, int length) {
        return new String(frame, 0, length, UTF_8);
    }

    /** Any frame that is no delta; one that is not JSON is an error of its sender. */
    static JsonNode parse(byte[] frame, int length) throws IOException {
        return MAPPER.readTree(frame, 0, length);
    }

    private static int find(byte[] mark, byte[] frame, int length) {
        for (int at = 0; at <= length - mark.length; at++) {
            if (frame[at] == mark[0] && matches(mark, frame, at)) {
                return at;
            }
        }
        return -1;
    }

    private static boolean matches(byte[] mark, byte[] frame, int at) {
        for (int i = 1; i < mark.length; i++) {
            if (frame[at + i] != mark[i]) {
                return false;
            }
        }
        return true;
    }

    private static String frame(String event, Map<String, String> data) {
        try {
            return MAPPER.writeValueAsString(Map.of("event", event, "data", data));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of strings is always JSON", e);
        }
    }
}
