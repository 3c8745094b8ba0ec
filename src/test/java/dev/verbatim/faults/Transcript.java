package dev.verbatim.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One viewer's picture of one room over all its connections, drawn frame by frame as the protocol says and by no other knowledge. It fails at
 * the first frame that breaks the protocol's promises: a rev left out or repeated, an attempt that goes back, a delta that does not fit,
 * a second end.
 */
final class Transcript {
    private final String roomId;
    private final Map<String, Line> lines = new LinkedHashMap<>();
    private long rev;
    private boolean wasJoined;
    private boolean joined;

    Transcript(String roomId) {
        this.roomId = roomId;
    }

    /** Whether there was a snapshot ever. */
    boolean wasJoined() {
        return wasJoined;
    }

    /** The last change that was seen. */
    long rev() {
        return rev;
    }

    Map<String, Line> lines() {
        return lines;
    }

    /** Takes all frames of one more connection. */
    void add(List<JsonObject> connection) {
        joined = false;
        for (JsonObject frame : connection) {
            JsonObject data = frame.getJsonObject("data", new JsonObject());
            if (roomId.equals(data.getString("roomId"))) {
                try {
                    take(frame.getString("event"), data);
                } catch (AssertionError e) {
                    throw new AssertionError(roomId + " at rev " + rev + ": " + frame.encode() + ": " + lines, e);
                }
            }
        }
    }

    private void take(String event, JsonObject data) {
        switch (event) {
            case "joined" -> snapshot(data);
            case "message" -> said(data);
            case "stream" -> streamed(data);
            default -> {
                // Answers to this client; they are looked at where it asked.
            }
        }
    }

    private void snapshot(JsonObject data) {
        if (wasJoined) {
            assertThat(data.getBoolean("recovered")).as("recovered").isTrue();
        }
        wasJoined = true;
        joined = true;
        for (Object item : data.getJsonArray("messages")) {
            JsonObject message = (JsonObject) item;
            assertThat(message.getLong("rev")).as("only what was missed").isGreaterThan(rev);
            ended(message);
        }
        JsonArray replies = data.getJsonArray("replies");
        replies.forEach(reply -> open((JsonObject) reply));
        List<Object> open = replies.stream()
                .map(reply -> ((JsonObject) reply).getValue("messageId"))
                .toList();
        lines.values().stream()
                .filter(line -> !line.isEnded())
                .forEach(line -> assertThat(open).as("open or ended").contains(line.id));
        rev = data.getLong("rev");
    }

    private void open(JsonObject reply) {
        Line line = line(reply);
        assertThat(line.isEnded()).as("ended before").isFalse();
        assertThat(reply.getInteger("attempt")).isGreaterThanOrEqualTo(line.attempt);
        line.attempt = reply.getInteger("attempt");
        line.text.setLength(0);
        line.text.append(reply.getString("text"));
        assertThat(reply.getInteger("offset")).isEqualTo(line.text.length());
    }

    private void said(JsonObject message) {
        next(message);
        ended(message);
    }

    private void ended(JsonObject message) {
        Line line = line(message);
        assertThat(line.isEnded()).as("ended before").isFalse();
        line.text.setLength(0);
        line.text.append(message.getString("text"));
        line.status = message.getString("status");
    }

    private void streamed(JsonObject data) {
        assertThat(joined).as("no frame before the snapshot").isTrue();
        Line line = line(data);
        if (data.getBoolean("start", false)) {
            start(line, data);
        } else if (data.getBoolean("end", false)) {
            end(line, data);
        } else if (data.containsKey("token")) {
            delta(line, data);
        }
    }

    private void start(Line line, JsonObject data) {
        assertThat(line.isEnded()).as("ended before").isFalse();
        assertThat(data.getInteger("attempt")).isGreaterThanOrEqualTo(line.attempt);
        boolean sameRev = data.getLong("rev") == rev;
        if (!sameRev) {
            next(data);
        }
        assertThat(data.getInteger("offset")).isBetween(0, line.text.length());
        line.attempt = data.getInteger("attempt");
        line.text.setLength(data.getInteger("offset"));
    }

    private void delta(Line line, JsonObject data) {
        assertThat(line.isEnded()).as("ended before").isFalse();
        if (data.getInteger("attempt") < line.attempt) {
            return;
        }
        assertThat(data.getInteger("attempt")).isEqualTo(line.attempt);
        assertThat(data.getInteger("offset")).isEqualTo(line.text.length());
        line.text.append(data.getString("token"));
    }

    private void end(Line line, JsonObject data) {
        next(data);
        assertThat(line.isEnded()).as("ended before").isFalse();
        assertThat(data.getInteger("offset")).isEqualTo(line.text.length());
        line.attempt = data.getInteger("attempt");
        line.status = data.getString("status");
    }

    private void next(JsonObject data) {
        assertThat(joined).as("no frame before the snapshot").isTrue();
        assertThat(data.getLong("rev")).as("the next change").isEqualTo(rev + 1);
        rev = data.getLong("rev");
    }

    private Line line(JsonObject data) {
        String id = Objects.requireNonNull(data.getString("messageId"));
        return lines.computeIfAbsent(id, Line::new);
    }
}
