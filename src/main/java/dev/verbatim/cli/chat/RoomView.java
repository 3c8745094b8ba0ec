package dev.verbatim.cli.chat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One room as a client knows it: its revision, which messages were shown, and the text of the answers that have not ended. Frames of attempts that are over are
 * dropped; what was missed comes with the next {@code joined} and is told as if it had just happened, each thing once.
 */
final class RoomView {
    private static final int FEW = 10;

    private static final class Running {
        private final StringBuilder text = new StringBuilder();
        private long attempt;
    }

    private final RoomListener listener;
    private final Map<String, Running> running = new HashMap<>();
    private final Set<String> shown = new HashSet<>();
    private final Map<String, JsonObject> errors = new HashMap<>();
    private long rev;

    RoomView(RoomListener listener) {
        this.listener = listener;
    }

    /** The last revision that is known; 0 before the first {@code joined}. */
    long rev() {
        return rev;
    }

    /** An answer that has not ended, to be stopped; null where there is none. */
    @Nullable
    String openAnswer() {
        return running.isEmpty() ? null : running.keySet().iterator().next();
    }

    /** The room as it stands; of what was said before the first time, the last few messages. */
    void joined(JsonObject data) {
        List<JsonObject> messages = items(data, "messages");
        if (rev == 0) {
            messages.stream()
                    .limit(Math.max(0, messages.size() - FEW))
                    .forEach(old -> shown.add(old.getString("messageId")));
        }
        messages.forEach(this::message);
        Set<String> open = new HashSet<>();
        items(data, "replies").forEach(reply -> open.add(snapshot(reply)));
        running.keySet().retainAll(open);
        see(data);
    }

    private static List<JsonObject> items(JsonObject data, String name) {
        return data.getJsonArray(name, new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    /** A message as it is stored: new, or an answer that ended while nobody listened. */
    void message(JsonObject message) {
        see(message);
        String id = message.getString("messageId");
        if (!shown.add(id)) {
            return;
        }
        if ("assistant".equals(message.getString("role"))) {
            catchUp(id, message.getString("text", ""), message.getString("model", ""));
            end(id, message);
        } else {
            listener.said(message);
        }
    }

    private String snapshot(JsonObject reply) {
        String id = reply.getString("messageId");
        catchUp(id, reply.getString("text", ""), reply.getString("model", ""));
        started(id).attempt = reply.getLong("attempt", 0L);
        return id;
    }

    private void catchUp(String id, String text, @Nullable String model) {
        boolean isNew = !running.containsKey(id);
        Running answer = started(id);
        if (isNew) {
            listener.answerBegins(id, model == null ? "" : model);
        }
        if (!text.startsWith(answer.text.toString())) {
            answer.text.setLength(0);
            listener.answerAnew(id, "");
        }
        grow(id, answer, text.substring(answer.text.length()));
    }

    private Running started(String id) {
        return running.computeIfAbsent(id, fresh -> new Running());
    }

    void stream(JsonObject data) {
        String id = data.getString("messageId");
        if (shown.contains(id)) {
            return;
        }
        if (data.getBoolean("start", false)) {
            start(id, data);
        } else if (data.getBoolean("end", false)) {
            see(data);
            end(id, data);
        } else if (data.containsKey("token")) {
            delta(id, data);
        }
    }

    private void start(String id, JsonObject data) {
        see(data);
        boolean isNew = !running.containsKey(id);
        Running answer = started(id);
        if (data.getLong("attempt", 0L) < answer.attempt) {
            return;
        }
        answer.attempt = data.getLong("attempt", 0L);
        int offset = data.getInteger("offset", 0);
        if (isNew) {
            listener.answerBegins(id, data.getString("model", ""));
        } else if (offset < answer.text.length()) {
            answer.text.setLength(offset);
            listener.answerAnew(id, answer.text.toString());
        }
    }

    private void delta(String id, JsonObject data) {
        Running answer = running.get(id);
        boolean isText = "text".equals(data.getString("kind", "text"));
        if (answer == null || !isText || data.getLong("attempt", 0L) < answer.attempt) {
            return;
        }
        int known = answer.text.length() - data.getInteger("offset", 0);
        String token = data.getString("token");
        if (known >= 0 && known < token.length()) {
            grow(id, answer, token.substring(known));
        }
    }

    private void grow(String id, Running answer, String piece) {
        if (!piece.isEmpty()) {
            answer.text.append(piece);
            listener.answerGrows(id, piece);
        }
    }

    /** An error about an answer, told before its end. */
    void failed(String id, JsonObject error) {
        errors.put(id, error);
    }

    private void end(String id, JsonObject data) {
        shown.add(id);
        Running answer = running.remove(id);
        JsonObject error = errors.remove(id);
        JsonObject end =
                error == null || data.containsKey("error") ? data : data.copy().put("error", error);
        listener.answerEnds(id, answer == null ? "" : answer.text.toString(), end);
    }

    private void see(JsonObject data) {
        rev = Math.max(rev, data.getLong("rev", 0L));
    }
}
