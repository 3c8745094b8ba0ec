package dev.verbatim.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.testing.WireContract;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;

/** A client over a plain WebSocket that records every frame in order, and holds each against what is published. */
final class TestClient {
    private static final int MAX_MESSAGE = 64 * 1024 * 1024;
    private static final int RECEIVE_BUFFER = 32 * 1024;

    private final WebSocket socket;
    private final LinkedBlockingQueue<JsonObject> unread = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<Integer> closed = new LinkedBlockingQueue<>();
    private final List<JsonObject> read = new ArrayList<>();
    private int nextRef = 1;

    private TestClient(WebSocket socket) {
        this.socket = socket;
        socket.textMessageHandler(text -> unread.add(new JsonObject(text)));
        socket.closeHandler(gone -> closed.add((int) socket.closeStatusCode()));
        socket.exceptionHandler(cause -> assertThat(cause).isNotNull());
    }

    /** Takes large frames, and asks for compression as browsers do. */
    static WebSocketClient clientOf(Vertx vertx) {
        WebSocketClientOptions options = new WebSocketClientOptions()
                .setMaxFrameSize(MAX_MESSAGE)
                .setMaxMessageSize(MAX_MESSAGE)
                .setTryUsePerMessageCompression(true);
        options.setReceiveBufferSize(RECEIVE_BUFFER);
        return vertx.createWebSocketClient(options);
    }

    /** @param loop where the socket is: one that the server closes at once would be gone before another thread had said who listens */
    static TestClient connect(Context loop, WebSocketClient client, int port, Map<String, String> headers) {
        WebSocketConnectOptions options =
                new WebSocketConnectOptions().setHost("127.0.0.1").setPort(port).setURI("/chat/websocket");
        headers.forEach(options::addHeader);
        ClientWebSocket socket = client.webSocket();
        TestClient connected = new TestClient(socket);
        Promise<WebSocket> open = Promise.promise();
        loop.runOnContext(turn -> socket.connect(options).onComplete(open));
        assertThat(Wait.on(open.future())).isNotNull();
        return connected;
    }

    WebSocket socket() {
        return socket;
    }

    /** Sends a frame without waiting; answers its ref. */
    int send(String event, JsonObject data) {
        int ref = nextRef++;
        raw(new JsonObject()
                .put("event", event)
                .put("ref", ref)
                .put("data", data)
                .encode());
        return ref;
    }

    void raw(String text) {
        Wait.on(socket.writeTextMessage(text));
    }

    /** Sends a frame and waits for its answer, whatever it is. */
    JsonObject ask(String event, JsonObject data) {
        int ref = send(event, data);
        return nextWhere(frame -> Integer.valueOf(ref).equals(frame.getValue("ref")));
    }

    TestClient auth(String token) {
        assertThat(ask("auth", new JsonObject().put("token", token)).getString("event"))
                .isEqualTo("authenticated");
        return this;
    }

    JsonObject join(String roomId) {
        return ask("join", new JsonObject().put("roomId", roomId));
    }

    JsonObject say(String roomId, String text) {
        return ask("send", new JsonObject().put("roomId", roomId).put("text", text));
    }

    /** The next frame. */
    JsonObject next() {
        JsonObject frame = WireContract.published().checked(Take.from(unread));
        read.add(frame);
        return frame;
    }

    /** The next frame of this event; what comes before it stays in {@link #read}. */
    JsonObject next(String event) {
        return nextWhere(frame -> event.equals(frame.getString("event")));
    }

    JsonObject nextWhere(java.util.function.Predicate<JsonObject> wanted) {
        JsonObject frame = next();
        while (!wanted.test(frame)) {
            frame = next();
        }
        return frame;
    }

    /** Reads on until so many replies have ended since the connection began; answers the last end. */
    JsonObject untilEnds(int count) {
        List<JsonObject> ends = ends();
        while (ends.size() < count) {
            next();
            ends = ends();
        }
        return ends.get(count - 1);
    }

    private List<JsonObject> ends() {
        return read.stream()
                .filter(frame -> frame.getJsonObject("data").getBoolean("end", false))
                .toList();
    }

    /** Everything that was read so far, in order. */
    List<JsonObject> read() {
        return read;
    }

    int unreadCount() {
        return unread.size();
    }

    /** The code that the server closed with. */
    int closeCode() {
        return Take.from(closed);
    }

    boolean isClosed() {
        return !closed.isEmpty();
    }

    void close() {
        Wait.on(socket.close());
    }
}
