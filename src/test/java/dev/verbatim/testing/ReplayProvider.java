package dev.verbatim.testing;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A model provider on loopback that gives each model the response that a test prepared for it, piece by piece. */
public final class ReplayProvider implements AutoCloseable {
    /**
     * A response.
     *
     * @param headers without those that say how the body travels
     * @param pieces each is a write of its own
     * @param pauseMs between two of them; 0: the next turn of the event loop
     */
    public record Response(int status, Map<String, String> headers, List<Buffer> pieces, long pauseMs) {
        /** An OpenAI answer whose text comes in these pieces. */
        public static Response openAi(List<String> texts, long pauseMs) {
            List<Buffer> pieces = new ArrayList<>();
            texts.forEach(text -> pieces.add(event(new JsonObject().put("content", text), null)));
            pieces.add(event(new JsonObject(), "stop"));
            pieces.add(Buffer.buffer("data: [DONE]\n\n"));
            return new Response(200, Map.of("content-type", "text/event-stream"), pieces, pauseMs);
        }

        private static Buffer event(JsonObject delta, String finish) {
            JsonObject choice = new JsonObject().put("index", 0).put("delta", delta);
            choice.put("finish_reason", finish);
            String chunk = new JsonObject()
                    .put("object", "chat.completion.chunk")
                    .put("choices", List.of(choice))
                    .encode();
            return Buffer.buffer("data: " + chunk + "\n\n");
        }
    }

    private final Vertx vertx;
    private final HttpServer server;
    private final Map<String, Response> responses = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    private ReplayProvider(Vertx vertx) {
        this.vertx = vertx;
        this.server = vertx.createHttpServer().requestHandler(this::answer);
    }

    /** Listens on a free port. */
    public static Future<ReplayProvider> start(Vertx vertx) {
        ReplayProvider provider = new ReplayProvider(vertx);
        return provider.server.listen(0, "127.0.0.1").map(provider);
    }

    /** From now on a model answers so. */
    public void prepare(String model, Response response) {
        responses.put(model, response);
    }

    /** How many requests named a model. */
    public long requests(String model) {
        return asked.stream().filter(model::equals).count();
    }

    /** For both protocols. */
    public String baseUrl() {
        return "http://127.0.0.1:" + server.actualPort() + "/v1";
    }

    private void answer(HttpServerRequest request) {
        request.body().onSuccess(body -> answer(request.response(), body.toString(StandardCharsets.UTF_8)));
    }

    private void answer(HttpServerResponse out, String body) {
        String model = new JsonObject(body).getString("model");
        asked.add(model);
        Response response = responses.get(model);
        if (response == null) {
            out.setStatusCode(404).end();
            return;
        }
        out.setStatusCode(response.status()).setChunked(true);
        response.headers().forEach(out::putHeader);
        write(out, response, 0);
    }

    private void write(HttpServerResponse out, Response response, int index) {
        if (out.closed()) {
            return;
        }
        if (index == response.pieces().size()) {
            out.end();
            return;
        }
        out.write(response.pieces().get(index));
        if (response.pauseMs() > 0) {
            vertx.setTimer(response.pauseMs(), fired -> write(out, response, index + 1));
        } else {
            vertx.runOnContext(turn -> write(out, response, index + 1));
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
