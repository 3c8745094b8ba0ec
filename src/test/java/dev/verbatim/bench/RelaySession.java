package dev.verbatim.bench;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** One viewer of the bare relay: answers its frames and passes on what the provider says to its room. On the relay's event loop. */
final class RelaySession {
    private final ServerWebSocket socket;
    private final HttpClient provider;
    private final RelayRooms rooms;
    private int replies;

    RelaySession(ServerWebSocket socket, HttpClient provider, RelayRooms rooms) {
        this.socket = socket;
        this.provider = provider;
        this.rooms = rooms;
    }

    void open() {
        socket.textMessageHandler(text -> receive(new JsonObject(text)));
    }

    private void receive(JsonObject frame) {
        String event = frame.getString("event");
        JsonObject data = frame.getJsonObject("data");
        if (event.equals("auth")) {
            write("authenticated", new JsonObject().put("userId", "guest"));
        } else if (event.equals("join")) {
            join(data.getString("roomId"));
        } else if (event.equals("send")) {
            reply(data);
        }
    }

    private void join(String roomId) {
        rooms.join(roomId, socket);
        socket.closeHandler(closed -> rooms.leave(roomId, socket));
        write("joined", new JsonObject().put("roomId", roomId));
    }

    private void reply(JsonObject data) {
        String roomId = data.getString("roomId");
        Answer answer = new Answer(rooms, roomId, "\"roomId\":\"" + roomId + "\",\"messageId\":\"m" + ++replies + "\"");
        write("sent", new JsonObject().put("roomId", roomId));
        provider.request(HttpMethod.POST, "/v1/chat/completions")
                .compose(request -> ask(request, data))
                .onSuccess(response -> {
                    ContentScanner scanner = new ContentScanner();
                    response.handler(read -> answer.delta(scanner.take(read)));
                    response.endHandler(end -> answer.end(scanner.sawEnd() ? "complete" : "interrupted"));
                })
                .onFailure(cause -> fail(answer, cause));
    }

    private static Future<HttpClientResponse> ask(HttpClientRequest request, JsonObject data) {
        JsonObject message = new JsonObject().put("role", "user").put("content", data.getString("text"));
        JsonObject body = new JsonObject()
                .put("model", data.getString("model"))
                .put("stream", true)
                .put("stream_options", new JsonObject().put("include_usage", true))
                .put("messages", new JsonArray().add(message));
        return request.putHeader("Content-Type", "application/json").send(body.toBuffer());
    }

    private void fail(Answer answer, Throwable cause) {
        write("error", new JsonObject().put("message", cause.toString()));
        answer.end("failed");
    }

    private void write(String event, JsonObject data) {
        socket.writeTextMessage(
                new JsonObject().put("event", event).put("data", data).encode());
    }

    /** What the room hears of one answer. */
    private record Answer(RelayRooms rooms, String roomId, String address) {
        void delta(String content) {
            if (!content.isEmpty()) {
                write("{\"event\":\"stream\",\"data\":{" + address + ",\"token\":\"" + content + "\"}}");
            }
        }

        void end(String status) {
            write("{\"event\":\"stream\",\"data\":{" + address + ",\"status\":\"" + status + "\",\"end\":true}}");
        }

        private void write(String frame) {
            rooms.write(roomId, frame);
        }
    }
}
