package dev.verbatim.chat;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Raw HTTP against a node, with whatever headers. Deployed, so that it lives as long as its Vert.x. */
final class Http extends VerticleBase {
    private static final int CONNECTIONS = 20;

    private final int port;
    private final String address;
    private @Nullable HttpClient client;

    /** An answer, whole. */
    record Answer(int status, MultiMap headers, String body) {
        JsonObject json() {
            return new JsonObject(body);
        }
    }

    Http(int port, String address) {
        this.port = port;
        this.address = address;
    }

    static Http of(ChatNode node) {
        return from(node, "127.0.0.1");
    }

    /** From this address of loopback. */
    static Http from(ChatNode node, String address) {
        Http http = new Http(node.port(), address);
        Wait.on(node.vertx.deployVerticle(http));
        return http;
    }

    @Override
    public Future<?> start() {
        client = vertx.createHttpClient(
                new HttpClientOptions().setKeepAlive(false).setLocalAddress(address),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS));
        return Future.succeededFuture();
    }

    Answer get(String path, Map<String, String> headers) {
        return ask(HttpMethod.GET, path, headers, "");
    }

    Answer post(String path, Map<String, String> headers, String body) {
        return ask(HttpMethod.POST, path, headers, body);
    }

    Answer ask(HttpMethod method, String path, Map<String, String> headers, String body) {
        return Wait.on(send(method, path, headers, body, Http::read));
    }

    /** The same without waiting. */
    Future<Answer> posting(String path, String body) {
        return send(HttpMethod.POST, path, Map.of(), body, Http::read);
    }

    private static Future<Answer> read(HttpClientResponse response) {
        return response.body().map(whole -> new Answer(response.statusCode(), response.headers(), whole.toString()));
    }

    // What is done with a response is done in the turn in which it comes: later its body may be gone.
    private <T> Future<T> send(
            HttpMethod method,
            String path,
            Map<String, String> headers,
            String body,
            Function<HttpClientResponse, Future<T>> reader) {
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI(path);
        headers.forEach(options::addHeader);
        return Objects.requireNonNull(client)
                .request(options)
                .compose(request -> end(request, body).compose(reader));
    }

    private static Future<HttpClientResponse> end(HttpClientRequest request, String body) {
        return body.isEmpty() ? request.send() : request.send(Buffer.buffer(body));
    }

    /** The lines of an xhr-streaming response as they come. */
    LinkedBlockingQueue<String> lines(String path) {
        return lines(path, Map.of());
    }

    LinkedBlockingQueue<String> lines(String path, Map<String, String> headers) {
        LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
        StringBuilder rest = new StringBuilder();
        Wait.on(send(HttpMethod.POST, path, headers, "", response -> {
            response.handler(part -> split(rest, part.toString(), lines));
            return Future.succeededFuture(true);
        }));
        return lines;
    }

    private static void split(StringBuilder rest, String part, LinkedBlockingQueue<String> lines) {
        rest.append(part);
        int end = rest.indexOf("\n");
        while (end >= 0) {
            lines.add(rest.substring(0, end));
            rest.delete(0, end + 1);
            end = rest.indexOf("\n");
        }
    }

    /** A client's frame as SockJS posts it. */
    static String sockJs(String event, JsonObject data) {
        return new JsonArray()
                .add(new JsonObject()
                        .put("event", event)
                        .put("ref", event)
                        .put("data", data)
                        .encode())
                .encode();
    }
}
