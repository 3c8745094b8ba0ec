package dev.verbatim.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A room as a strict client has it: every frame must fit exactly where the last one ended. A gap, a repeat, a frame before
 * {@code joined} or after an end fails the test.
 */
final class Transcript {
    private static final class Open {
        private int attempt;
        private final Map<String, StringBuilder> texts = new HashMap<>();

        private StringBuilder text(String kind) {
            return texts.computeIfAbsent(kind, none -> new StringBuilder());
        }
    }

    private final String roomId;
    private final Map<String, Open> open = new HashMap<>();
    private final TreeMap<Long, String> ended = new TreeMap<>();
    private final Map<String, Long> seqs = new HashMap<>();
    private final Map<String, String> statuses = new HashMap<>();
    private long rev = -1;
    private int deltas;

    Transcript(String roomId) {
        this.roomId = roomId;
    }

    static Transcript of(String roomId, List<JsonObject> frames) {
        Transcript transcript = new Transcript(roomId);
        frames.forEach(transcript::take);
        return transcript;
    }

    /** The texts by seq of all ended messages. */
    Map<Long, String> messages() {
        return ended;
    }

    String status(String messageId) {
        return statuses.getOrDefault(messageId, "open");
    }

    boolean isOpen(String messageId) {
        return open.containsKey(messageId);
    }

    String textOf(String messageId) {
        Open reply = open.get(messageId);
        return reply == null
                ? String.valueOf(ended.get(seqs.get(messageId)))
                : reply.text("text").toString();
    }

    String reasoningOf(String messageId) {
        Open reply = open.get(messageId);
        return reply == null ? "" : reply.text("reasoning").toString();
    }

    long rev() {
        return rev;
    }

    int deltas() {
        return deltas;
    }

    void take(JsonObject frame) {
        JsonObject data = frame.getJsonObject("data");
        if (!roomId.equals(data.getString("roomId"))) {
            return;
        }
        switch (frame.getString("event")) {
            case "joined" -> joined(data);
            case "message" -> message(data);
            case "stream" -> stream(data);
            default ->
                assertThat(frame.getString("event"))
                        .isIn("sent", "error", "left", "history", "stopping", "already_ended", "presence");
        }
    }

    private void joined(JsonObject data) {
        rev = data.getLong("rev");
        open.clear();
        if (!data.getBoolean("recovered")) {
            ended.clear();
        }
        for (Object each : data.getJsonArray("messages")) {
            put((JsonObject) each);
        }
        for (Object each : data.getJsonArray("replies", new JsonArray())) {
            JsonObject listed = (JsonObject) each;
            Open reply = new Open();
            reply.attempt = listed.getInteger("attempt");
            reply.text("text").append(listed.getString("text"));
            reply.text("reasoning").append(listed.getString("reasoning", ""));
            assertThat(listed.getInteger("offset")).isEqualTo(reply.text("text").length());
            open.put(listed.getString("messageId"), reply);
            seqs.put(listed.getString("messageId"), listed.getLong("seq"));
        }
    }

    private void message(JsonObject data) {
        advance(data);
        assertThat(ended).doesNotContainKey(data.getLong("seq"));
        put(data);
    }

    private void put(JsonObject message) {
        ended.put(message.getLong("seq"), message.getString("text"));
        seqs.put(message.getString("messageId"), message.getLong("seq"));
        statuses.put(message.getString("messageId"), message.getString("status"));
    }

    private void advance(JsonObject data) {
        assertThat(rev).as("joined comes first").isNotNegative();
        assertThat(data.getLong("rev")).isEqualTo(rev + 1);
        rev = data.getLong("rev");
    }

    private void stream(JsonObject data) {
        assertThat(rev).as("joined comes first").isNotNegative();
        String id = data.getString("messageId");
        assertThat(statuses).as("nothing after the end").doesNotContainKey(id);
        if (data.getBoolean("start", false)) {
            start(id, data);
        } else if (data.getBoolean("end", false)) {
            end(id, data);
        } else if (data.containsKey("token")) {
            delta(id, data);
        }
    }

    private void start(String id, JsonObject data) {
        advance(data);
        Open reply = open.computeIfAbsent(id, none -> new Open());
        assertThat(data.getInteger("attempt")).isGreaterThan(reply.attempt);
        reply.attempt = data.getInteger("attempt");
        reply.text("text").setLength(data.getInteger("offset"));
        reply.text("reasoning").setLength(0);
        seqs.put(id, data.getLong("seq"));
    }

    private void delta(String id, JsonObject data) {
        assertThat(open).as("open replies").containsKey(id);
        Open reply = open.getOrDefault(id, new Open());
        assertThat(data.getInteger("attempt")).isEqualTo(reply.attempt);
        StringBuilder text = reply.text(data.getString("kind", "text"));
        assertThat(data.getInteger("offset")).isEqualTo(text.length());
        text.append(data.getString("token"));
        deltas++;
    }

    private void end(String id, JsonObject data) {
        assertThat(data.getLong("rev")).isBetween(rev, rev + 1);
        rev = data.getLong("rev");
        Open reply = open.remove(id);
        String text = reply == null ? "" : reply.text("text").toString();
        assertThat(data.getInteger("offset")).isEqualTo(text.length());
        ended.put(seqs.getOrDefault(id, -1L), text);
        statuses.put(id, data.getString("status"));
    }
}
