package dev.verbatim.testing;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The log of one request to {@link FaultyProvider}; readable from any thread while it runs. */
public final class ProviderAttempt {
    private final String path;
    private final Map<String, String> headers;
    private final JsonObject body;
    private final int connection;
    private final long startedNanos = System.nanoTime();
    private final AtomicLong bytesSent = new AtomicLong();
    private final AtomicInteger tokensSent = new AtomicInteger();
    private final Promise<Void> answered = Promise.promise();
    private final Promise<Void> closed = Promise.promise();

    ProviderAttempt(String path, Map<String, String> headers, JsonObject body, int connection) {
        this.path = path;
        this.headers = headers;
        this.body = body;
        this.connection = connection;
    }

    /** The model asked for, which is the fault. */
    public String model() {
        return body.getString("model", "");
    }

    public String path() {
        return path;
    }

    /** A header by its name in lower case. */
    public @Nullable String header(String name) {
        return headers.get(name);
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
