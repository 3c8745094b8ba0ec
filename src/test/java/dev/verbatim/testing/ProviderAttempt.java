package dev.verbatim.testing;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The log of one request to {@link FaultyProvider}; readable from any thread while it runs. */
public final class ProviderAttempt {
    private final String path;
    private final Map<String, String> headers;
    private final JsonObject body;
    private final int connection;
    private final String question;
    private final long startedNanos = System.nanoTime();
    private final AtomicLong bytesSent = new AtomicLong();
    private final AtomicInteger tokensSent = new AtomicInteger();
    private final AtomicInteger counted = new AtomicInteger(-1);
    private final Promise<Void> answered = Promise.promise();
    private final Promise<Void> closed = Promise.promise();

    ProviderAttempt(String path, Map<String, String> headers, JsonObject body, int connection) {
        this.path = path;
        this.headers = headers;
        this.body = body;
        this.connection = connection;
        this.question = lastQuestion();
    }

    /** The model asked for, which is the fault. */
    public String model() {
        return body.getString("model", "");
    }

    /** What the last turn of a person says. */
    public String question() {
        return question;
    }

    private String lastQuestion() {
        return turns().filter(turn -> "user".equals(turn.getString("role")))
                .reduce((first, last) -> last)
                .map(turn -> String.valueOf(turn.getValue("content")))
                .orElse("");
    }

    /** Whether the conversation ends with the beginning of an answer. */
    public boolean endsWithAnswer() {
        return !beginning().isEmpty();
    }

    /** The beginning of an answer that the conversation ends with; empty where it ends with a question. */
    public String beginning() {
        return turns().reduce((first, last) -> last)
                .filter(turn -> "assistant".equals(turn.getString("role")))
                .map(turn -> String.valueOf(turn.getValue("content")))
                .orElse("");
    }

    /** How many turns the conversation has, the system's included where the protocol has it among them. */
    public int turnCount() {
        return (int) turns().count();
    }

    private Stream<JsonObject> turns() {
        return body.getJsonArray("messages", new JsonArray()).stream().map(JsonObject.class::cast);
    }

    boolean asksTheSame(ProviderAttempt other) {
        return model().equals(other.model()) && question().equals(other.question());
    }

    /** The tokens that its usage told, -1 where it told none. */
    public int tokensCounted() {
        return counted.get();
    }

    void counted(int tokens) {
        counted.set(tokens);
    }

    public String path() {
        return path;
    }

    /** A header by its name in lower case. */
    public @Nullable String header(String name) {
        return headers.get(name);
    }

    /** Its key, as either protocol sends it. */
    String key() {
        String bearer = headers.get("authorization");
        return bearer == null ? headers.getOrDefault("x-api-key", "") : bearer.substring("Bearer ".length());
    }

    /** The request's JSON. */
    public JsonObject body() {
        return body;
    }

    /** Equal for requests that came over the same connection. */
    public int connection() {
        return connection;
    }

    /** When the request had arrived, in {@link System#nanoTime}. */
    public long startedNanos() {
        return startedNanos;
    }

    /** Bytes of the response so far, as handed to the socket. */
    public long bytesSent() {
        return bytesSent.get();
    }

    /** Content tokens among them. */
    public int tokensSent() {
        return tokensSent.get();
    }

    /** Completes when the response was sent to its regular end; fails if the connection closed before. */
    public Future<Void> answered() {
        return answered.future();
    }

    /** Completes when the connection of this attempt closed, from whichever side. */
    public Future<Void> closed() {
        return closed.future();
    }

    void sent(int bytes) {
        bytesSent.addAndGet(bytes);
    }

    void sentToken() {
        tokensSent.incrementAndGet();
    }

    void answeredWhole() {
        answered.tryComplete();
    }

    void connectionClosed() {
        answered.tryFail("the connection closed first");
        closed.tryComplete();
    }
}
