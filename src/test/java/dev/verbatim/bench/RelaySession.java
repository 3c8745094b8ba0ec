package dev.verbatim.bench;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** One viewer of the bare relay: answers its frames and passes on what the provider says. On the relay's event loop. */
final class RelaySession {
    private final ServerWebSocket socket;
    private final HttpClient provider;
    private int replies;

    RelaySession(ServerWebSocket socket, HttpClient provider) {
        this.socket = socket;
        this.provider = provider;
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
            write("joined", new JsonObject().put("roomId", data.getString("roomId")));
        } else if (event.equals("send")) {
            reply(data);
        }
    }

    private void reply(JsonObject data) {
        String address = "\"roomId\":\"" + data.getString("roomId") + "\",\"messageId\":\"m" + ++replies + "\"";
        write("sent", new JsonObject().put("roomId", data.getString("roomId")));
        provider.request(HttpMethod.POST, "/v1/chat/completions")
                .compose(request -> ask(request, data))
                .onSuccess(response -> {
                    ContentScanner scanner = new ContentScanner();
                    response.handler(read -> delta(address, scanner.take(read)));
                    response.endHandler(end -> end(address, scanner.sawEnd() ? "complete" : "interrupted"));
                })
                .onFailure(cause -> fail(address, cause));
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

    private void delta(String address, String content) {
        if (!content.isEmpty()) {
            socket.writeTextMessage("{\"event\":\"stream\",\"data\":{" + address + ",\"token\":\"" + content + "\"}}");
        }
    }

    private void fail(String address, Throwable cause) {
        write("error", new JsonObject().put("message", cause.toString()));
        end(address, "failed");
    }

    private void end(String address, String status) {
        socket.writeTextMessage(
                "{\"event\":\"stream\",\"data\":{" + address + ",\"status\":\"" + status + "\",\"end\":true}}");
    }

    private void write(String event, JsonObject data) {
        socket.writeTextMessage(
                new JsonObject().put("event", event).put("data", data).encode());
    }
}
