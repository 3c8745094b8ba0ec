package dev.verbatim.faults;

import dev.verbatim.testing.Canary;
import dev.verbatim.testing.ChatClient;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Somebody in one room who comes back after each loss of the line, and remembers what was said and acknowledged. */
final class Person {
    final String roomId;
    final Transcript seen;
    final Map<String, Said> said = new LinkedHashMap<>();
    private final String token;
    private @Nullable ChatClient line;

    Person(URI base, String roomId) {
        this.roomId = roomId;
        this.token = ChatClient.guestToken(base);
        this.seen = new Transcript(roomId);
    }

    /**
     * What was sent under a client id.
     *
     * @param sent the acknowledgement, null as long as there is none
     */
    record Said(String text, String model, @Nullable JsonObject sent) {}

    /** Connects and joins, with the last change that was seen if there is one; the snapshot. */
    JsonObject join(URI base, Consumer<JsonObject> onFrame) {
        line = ChatClient.withToken(base, token, onFrame);
        JsonObject question = new JsonObject().put("roomId", roomId);
        if (seen.wasJoined()) {
            question.put("rev", seen.rev());
        }
        return line.join(question);
    }

    ChatClient line() {
        if (line == null) {
            throw new IllegalStateException("not connected");
        }
        return line;
    }

    /** Sends, and does not wait for the answer. */
    void say(String clientId, String text, String model) {
        said.put(clientId, new Said(Canary.WORD + " " + text, model, null));
        sayAgain(clientId);
    }

    /** The same words under the same client id. */
    void sayAgain(String clientId) {
        Said words = said.get(clientId);
        line().send(
                        "send",
                        new JsonObject()
                                .put("roomId", roomId)
                                .put("text", words.text())
                                .put("clientId", clientId)
                                .put("model", words.model()));
    }

    /** Whatever this connection acknowledged so far is remembered. */
    void noteAcknowledged() {
        noteAcknowledged(line().frames());
    }

    private void noteAcknowledged(List<JsonObject> frames) {
        for (JsonObject frame : frames) {
            if ("sent".equals(frame.getString("event"))) {
                JsonObject sent = frame.getJsonObject("data");
                said.computeIfPresent(sent.getString("clientId"), (id, words) -> acknowledged(words, sent));
            }
        }
    }

    private static Said acknowledged(Said words, JsonObject sent) {
        JsonObject before = words.sent();
        if (before != null && !before.getString("messageId").equals(sent.getString("messageId"))) {
            throw new AssertionError("acknowledged twice: " + before.encode() + " and " + sent.encode());
        }
        return new Said(words.text(), words.model(), sent);
    }

    /** The line is dead, or is ended now: what came over it is put to the transcript; what was still on its way was not seen. */
    void hangUp() {
        line().close();
        List<JsonObject> frames = line().frames();
        noteAcknowledged(frames);
        seen.add(frames);
    }

    /** The last change that this connection has shown. */
    long newestRev() {
        return line().frames().stream()
                .map(frame -> frame.getJsonObject("data", new JsonObject()))
                .filter(data -> roomId.equals(data.getString("roomId")))
                .mapToLong(data -> data.getLong("rev", 0L))
                .max()
                .orElse(0);
    }
}
