package dev.verbatim.cli.chat;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Being in a room, over as many connections as it takes: says who it is, joins from the revision that is known, and sends again what was not acknowledged, with the
 * same {@code clientId}. A connection that says nothing for 5 s is asked, and given up if it is silent for 5 s more: a broken one does not always
 * tell.
 */
final class Talk {
    /** How long nothing may be heard. */
    static final Duration QUIET = Duration.ofSeconds(5);

    private static final int UNAUTHENTICATED = 4401;
    private static final long FIRST_RETRY_MS = 200;
    private static final long LONGEST_RETRY_MS = 10_000;

    /** Who is told how it goes. */
    interface Listener {
        /** The room is there; also after every reconnection. */
        void joined();

        /** The connection is gone and is made again; also told where the first one does not come about. */
        void reconnecting(int code);

        /** The token was refused or has expired. */
        void refused(JsonObject error);

        /** Something asked for was not done. */
        void failed(String asked, JsonObject error);

        /** A message is durable. */
        void sent(String clientId, @Nullable String replyId);
    }

    /** Where to, and as whom. */
    record Target(URI gateway, String token, String room) {}

    private final HttpClient client;
    private final Turns turns;
    private final Target target;
    private final RoomView view;
    private final Listener listener;
    private final Map<String, JsonObject> unacknowledged = new LinkedHashMap<>();
    private @Nullable Link link;
    private boolean inside;
    private boolean asked;
    private long retryMs = FIRST_RETRY_MS;

    Talk(HttpClient client, Turns turns, Target target, RoomView view, Listener listener) {
        this.client = client;
        this.turns = turns;
        this.target = target;
        this.view = view;
        this.listener = listener;
    }

    void open() {
        inside = false;
        asked = false;
        Link opened = Link.open(client, target.gateway(), turns, this::frame, this::lost);
        link = opened;
        opened.send(frame("auth", "auth", new JsonObject().put("token", target.token())));
    }

    /** Says something that a model shall answer; the id that tells the answer's {@code sent} from others. */
    String say(String text, @Nullable String model) {
        String clientId = UUID.randomUUID().toString();
        JsonObject data = room().put("text", text).put("clientId", clientId);
        if (model != null) {
            data.put("model", model);
        }
        JsonObject frame = frame("send", "send:" + clientId, data);
        unacknowledged.put(clientId, frame);
        tell(frame);
        return clientId;
    }

    /** Whether the room is there now; what is said while it is not waits. */
    boolean isInside() {
        return inside;
    }

    void stop(String messageId) {
        tell(frame("stop", "stop", room().put("messageId", messageId)));
    }

    void close() {
        if (link != null) {
            link.close();
        }
    }

    /** Nothing was heard for {@link #QUIET}. */
    void quiet() {
        if (link != null && asked) {
            link.drop();
        } else {
            asked = true;
            tell(frame("ping", "ping", new JsonObject()));
        }
    }

    private void tell(JsonObject frame) {
        if (inside && link != null) {
            link.send(frame);
        }
    }

    private void frame(JsonObject frame) {
        asked = false;
        JsonObject data = frame.getJsonObject("data", new JsonObject());
        switch (frame.getString("event", "")) {
            case "authenticated" -> join();
            case "joined" -> joined(data);
            case "sent" -> sent(data);
            case "message" -> view.message(data);
            case "stream" -> view.stream(data);
            case "error" -> error(String.valueOf(frame.getValue("ref")), data);
            default -> {
                // Presence, notices, and what a later version says: not shown here.
            }
        }
    }

    private void join() {
        JsonObject data = room();
        if (view.rev() > 0) {
            data.put("rev", view.rev());
        }
        if (link != null) {
            link.send(frame("join", "join", data));
        }
    }

    private void joined(JsonObject data) {
        inside = true;
        retryMs = FIRST_RETRY_MS;
        List<JsonObject> again = List.copyOf(unacknowledged.values());
        view.joined(data);
        listener.joined();
        again.forEach(this::tell);
    }

    private void sent(JsonObject data) {
        String clientId = data.getString("clientId");
        if (unacknowledged.remove(clientId) != null) {
            listener.sent(clientId, data.getString("replyId"));
        }
    }

    private void error(String ref, JsonObject error) {
        if ("unauthenticated".equals(error.getString("code"))) {
            listener.refused(error);
        } else if (error.getString("messageId") != null && !"stop".equals(ref)) {
            view.failed(error.getString("messageId"), error);
        } else if ("join".equals(ref) && error.getLong("retryAfterMs", 0L) > 0) {
            later(error.getLong("retryAfterMs"), this::join);
        } else {
            unacknowledged.remove(ref.replaceFirst("^send:", ""));
            listener.failed(ref.replaceFirst(":.*", ""), error);
        }
    }

    private void lost(int code) {
        link = null;
        inside = false;
        if (code == UNAUTHENTICATED) {
            listener.refused(new JsonObject().put("message", "The token is not good, or not good any more."));
            return;
        }
        listener.reconnecting(code);
        later(retryMs, this::open);
        retryMs = Math.min(LONGEST_RETRY_MS, 2 * retryMs);
    }

    private void later(long ms, Runnable turn) {
        CompletableFuture.delayedExecutor(ms, TimeUnit.MILLISECONDS).execute(() -> turns.add(turn));
    }

    private JsonObject room() {
        return new JsonObject().put("roomId", target.room());
    }

    private static JsonObject frame(String event, String ref, JsonObject data) {
        return new JsonObject().put("event", event).put("ref", ref).put("data", data);
    }
}
