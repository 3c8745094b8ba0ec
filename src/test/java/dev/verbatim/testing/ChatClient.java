package dev.verbatim.testing;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A person at a WebSocket, plain or SockJS's, who keeps every frame, in order. Frames arrive on the HTTP client's threads; waiting blocks the test's. */
public final class ChatClient implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final long PATIENCE_S = Patience.SECONDS;

    private final List<JsonObject> frames = new ArrayList<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger heartbeats = new AtomicInteger();
    private final Consumer<JsonObject> onFrame;
    private final boolean sockJs;
    private final WebSocket socket;
    private int cursor;

    private ChatClient(URI base, String path, boolean sockJs, Consumer<JsonObject> onFrame) {
        this(base, path, sockJs, onFrame, Map.of());
    }

    private ChatClient(
            URI base, String path, boolean sockJs, Consumer<JsonObject> onFrame, Map<String, String> headers) {
        this.sockJs = sockJs;
        this.onFrame = onFrame;
        WebSocket.Builder handshake = HTTP.newWebSocketBuilder();
        headers.forEach(handshake::header);
        socket = handshake
                .buildAsync(URI.create("ws://" + base.getAuthority() + path), new Recorder())
                .orTimeout(PATIENCE_S, TimeUnit.SECONDS)
                .join();
    }

    /** A connection that has said nothing yet. */
    public static ChatClient connect(URI base) {
        return new ChatClient(base, "/chat/websocket", false, frame -> {});
    }

    /** The same over SockJS's WebSocket transport; a close is SockJS's own, with its code. */
    public static ChatClient connectSockJs(URI base) {
        return new ChatClient(base, sockJsPath(), true, frame -> {});
    }

    /** A connection whose handshake had these headers. */
    public static ChatClient connect(URI base, Map<String, String> headers) {
        return new ChatClient(base, "/chat/websocket", false, frame -> {}, headers);
    }

    /** A plain connection at a path of the test's own. */
    public static ChatClient connect(URI base, String path, Map<String, String> headers) {
        return new ChatClient(base, path, false, frame -> {}, headers);
    }

    /** The same over SockJS's WebSocket transport. */
    public static ChatClient connectSockJs(URI base, Map<String, String> headers) {
        return new ChatClient(base, sockJsPath(), true, frame -> {}, headers);
    }

    private static String sockJsPath() {
        return "/chat/000/" + UUID.randomUUID() + "/websocket";
    }

    /** A guest with a token, authenticated. */
    public static ChatClient guest(URI base) {
        return connect(base).authenticate(guestToken(base));
    }

    /**
     * Somebody who has a token, authenticated.
     *
     * @param onFrame hears each frame after it was kept, on the thread that received it
     */
    public static ChatClient withToken(URI base, String token, Consumer<JsonObject> onFrame) {
        return new ChatClient(base, "/chat/websocket", false, onFrame).authenticate(token);
    }

    /** Says who it is, and waits until it is believed. */
    public ChatClient authenticate(String token) {
        send("auth", new JsonObject().put("token", token));
        await("authenticated");
        return this;
    }

    /** A guest's token, as the page asks for it. */
    public static String guestToken(URI base) {
        HttpRequest request = HttpRequest.newBuilder(base.resolve("/api/guest"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            String body =
                    HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
            return new JsonObject(body).getString("token");
        } catch (IOException e) {
            throw new IllegalStateException("No guest token", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Joins a room and waits for its snapshot. */
    public JsonObject join(String roomId) {
        return join(new JsonObject().put("roomId", roomId));
    }

    public JsonObject join(JsonObject data) {
        send("join", data);
        return await("joined");
    }

    /** Says something that a model shall answer, and waits until it is durable. */
    public JsonObject say(String roomId, String text, String clientId, @Nullable String model) {
        JsonObject data =
                new JsonObject().put("roomId", roomId).put("text", text).put("clientId", clientId);
        if (model != null) {
            data.put("model", model);
        }
        send("send", data);
        return await("sent");
    }

    public void send(String event, JsonObject data) {
        sendText(new JsonObject().put("event", event).put("data", data).encode());
    }

    /** Asks something and waits for the answer to just that; its whole frame. */
    public JsonObject ask(String event, JsonObject data) {
        String ref = "ref-" + asked.incrementAndGet();
        JsonObject frame = new JsonObject().put("event", event).put("ref", ref).put("data", data);
        sendText(frame.encode());
        return await(answer -> ref.equals(answer.getValue("ref")));
    }

    public void sendText(String text) {
        String message = sockJs ? new JsonArray().add(text).encode() : text;
        socket.sendText(message, true).orTimeout(PATIENCE_S, TimeUnit.SECONDS).join();
    }

    /** The next frame of this event that was not yet awaited, as its data. */
    public JsonObject await(String event) {
        return await(frame -> event.equals(frame.getString("event"))).getJsonObject("data");
    }

    /** The data of the `stream` end of an answer. */
    public JsonObject awaitEnd(String messageId) {
        return await(frame -> "stream".equals(frame.getString("event"))
                        && Boolean.TRUE.equals(frame.getJsonObject("data").getBoolean("end"))
                        && messageId.equals(frame.getJsonObject("data").getString("messageId")))
                .getJsonObject("data");
    }

    /** The next frame that matches, from where the last wait ended. */
    public JsonObject await(Predicate<JsonObject> wanted) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        synchronized (frames) {
            while (true) {
                while (cursor < frames.size()) {
                    JsonObject frame = WireContract.published().checked(frames.get(cursor++));
                    if (wanted.test(frame)) {
                        return frame;
                    }
                }
                waitUntil(deadline);
            }
        }
    }

    /** Signs of life so far that are no frames: WebSocket's pings, SockJS's heartbeats. */
    public int heartbeats() {
        return heartbeats.get();
    }

    /** Every frame so far. */
    public List<JsonObject> frames() {
        synchronized (frames) {
            return List.copyOf(frames);
        }
    }

    /** The text that a viewer sees now of an answer: starts keep `offset` characters, deltas are appended where they belong. */
    public String textOf(String messageId) {
        StringBuilder text = new StringBuilder();
        for (JsonObject frame : frames()) {
            JsonObject data = frame.getJsonObject("data");
            if ("joined".equals(frame.getString("event"))) {
                snapshot(data, messageId, text);
            } else if ("stream".equals(frame.getString("event")) && messageId.equals(data.getString("messageId"))) {
                apply(data, text);
            }
        }
        return text.toString();
    }

    private static void snapshot(JsonObject joined, String messageId, StringBuilder text) {
        JsonArray all = new JsonArray().addAll(joined.getJsonArray("messages")).addAll(joined.getJsonArray("replies"));
        for (Object item : all) {
            JsonObject message = (JsonObject) item;
            if (messageId.equals(message.getString("messageId"))) {
                text.setLength(0);
                text.append(message.getString("text", ""));
            }
        }
    }

    private static void apply(JsonObject data, StringBuilder text) {
        if (Boolean.TRUE.equals(data.getBoolean("start"))) {
            text.setLength(data.getInteger("offset"));
        } else if (data.containsKey("token") && "text".equals(data.getString("kind", "text"))) {
            if (data.getInteger("offset") != text.length()) {
                throw new AssertionError("delta at " + data.getInteger("offset") + ", but text has " + text.length());
            }
            text.append(data.getString("token"));
        }
    }

    /** The close code, once the server has closed. */
    public int awaitClose() {
        return closed.orTimeout(PATIENCE_S, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        socket.abort();
    }

    private void waitUntil(long deadline) {
        long leftMs = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (leftMs <= 0) {
            throw new AssertionError("Not seen within " + PATIENCE_S + " s; frames: " + tail());
        }
        try {
            frames.wait(leftMs);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private List<JsonObject> tail() {
        return frames.subList(Math.max(0, frames.size() - 10), frames.size());
    }

    private final class Recorder implements WebSocket.Listener {
        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                String message = partial.toString();
                partial.setLength(0);
                take(message);
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer payload) {
            heartbeats.addAndGet(sockJs ? 0 : 1);
            from.request(1);
            return null;
        }

        private void take(String message) {
            if (!sockJs) {
                keep(new JsonObject(message));
            } else if (message.startsWith("a")) {
                new JsonArray(message.substring(1)).forEach(each -> keep(new JsonObject((String) each)));
            } else if (message.equals("h")) {
                heartbeats.incrementAndGet();
            } else if (message.startsWith("c")) {
                closed.complete(new JsonArray(message.substring(1)).getInteger(0));
            }
        }

        private void keep(JsonObject frame) {
            synchronized (frames) {
                frames.add(frame);
                frames.notifyAll();
            }
            onFrame.accept(frame);
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closed.complete(code);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            closed.completeExceptionally(error);
        }
    }
}
