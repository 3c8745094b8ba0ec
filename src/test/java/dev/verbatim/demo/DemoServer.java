package dev.verbatim.demo;

import dev.verbatim.testing.Patience;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A demo provider on a free port and a real HTTP client for it. */
final class DemoServer implements AutoCloseable {

    static final String CHAT = "/v1/chat/completions";
    static final String MESSAGES = "/v1/messages";
    static final long NOW = 1_790_000_000L;

    private final Vertx vertx = Vertx.vertx();
    private final DemoVerticle verticle;
    private final HttpClient client;

    /** A response read to its end. */
    record Response(int status, MultiMap headers, String body) {

        JsonObject json() {
            return new JsonObject(body);
        }

        JsonObject error() {
            return json().getJsonObject("error");
        }

        /** The frames of an event stream; each ended with a blank line. */
        List<String> frames() {
            return Stream.of(body.split("\n\n")).toList();
        }
    }

    DemoServer(int tokensPerSecond) {
        verticle = new DemoVerticle(
                new DemoSettings(0, tokensPerSecond), Clock.fixed(Instant.ofEpochSecond(NOW), ZoneOffset.UTC));
        await(vertx.deployVerticle(verticle));
        HttpClientOptions options =
                new HttpClientOptions().setDefaultHost("127.0.0.1").setDefaultPort(verticle.port());
        client = vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(64));
    }

    static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(Patience.SECONDS, TimeUnit.SECONDS)
                .join();
    }

    static JsonObject message(String role, String text) {
        return new JsonObject().put("role", role).put("content", text);
    }

    /** A request that both wires accept, with alternating turns of which the first is a person's. */
    static JsonObject conversation(String... texts) {
        JsonArray messages = new JsonArray();
        for (int i = 0; i < texts.length; i++) {
            messages.add(message(i % 2 == 0 ? "user" : "assistant", texts[i]));
        }
        return new JsonObject()
                .put("model", DemoVerticle.MODEL)
                .put("max_tokens", 4096)
                .put("messages", messages);
    }

    DemoVerticle verticle() {
        return verticle;
    }

    Response post(String path, JsonObject body) {
        return post(path, body.toBuffer());
    }

    Response post(String path, Buffer body) {
        return await(open(path, body).compose(DemoServer::read));
    }

    Response get(String path) {
        return await(begin(HttpMethod.GET, path)
                .compose(request -> held(request.send()))
                .compose(DemoServer::read));
    }

    Response getAsAnthropic(String path) {
        return await(begin(HttpMethod.GET, path)
                .compose(request -> held(
                        request.putHeader("anthropic-version", "2023-06-01").send()))
                .compose(DemoServer::read));
    }

    /** Sends a request and hands over the response, paused, as soon as its head is there. */
    Future<HttpClientResponse> open(String path, Buffer body) {
        return begin(HttpMethod.POST, path)
                .compose(request -> held(request.putHeader("content-type", "application/json")
                        .putHeader("anthropic-version", "2023-06-01")
                        .send(body)));
    }

    /** Paused in the turn it arrives in, so that no byte is lost before somebody else's thread reads it. */
    static Future<HttpClientResponse> held(Future<HttpClientResponse> response) {
        return response.map(HttpClientResponse::pause);
    }

    static Future<Response> read(HttpClientResponse held) {
        Future<Buffer> body = held.body();
        held.resume();
        return body.map(all -> new Response(held.statusCode(), held.headers(), all.toString()));
    }

    Future<HttpClientRequest> begin(HttpMethod method, String path) {
        return client.request(method, path);
    }

    Future<Void> undeploy() {
        return vertx.undeploy(verticle.deploymentID());
    }

    Future<String> deploy(DemoVerticle another) {
        return vertx.deployVerticle(another);
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
