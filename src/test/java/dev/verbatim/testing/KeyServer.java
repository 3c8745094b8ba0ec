package dev.verbatim.testing;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Publishes keys on loopback as whoever makes tokens does, and in every way in which that goes wrong. */
public final class KeyServer implements AutoCloseable {
    private final HttpServer server;
    private final boolean secure;
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger elsewhere = new AtomicInteger();
    private volatile Consumer<HttpServerRequest> answer = KeyServer::unavailable;

    private KeyServer(Vertx vertx, HttpServerOptions options) {
        this.secure = options.isSsl();
        this.server = vertx.createHttpServer(options)
                .requestHandler(this::handle)
                .listen(0, "127.0.0.1")
                .await();
    }

    /** One that answers with 503. */
    public static KeyServer start(Vertx vertx) {
        return start(vertx, new HttpServerOptions());
    }

    /** The same with options of the test's own, for example a certificate nobody trusts. */
    public static KeyServer start(Vertx vertx, HttpServerOptions options) {
        return new KeyServer(vertx, options);
    }

    private void handle(HttpServerRequest request) {
        if (request.path().equals("/jwks.json")) {
            asked.incrementAndGet();
            answer.accept(request);
        } else {
            elsewhere.incrementAndGet();
            request.response().end("{\"keys\":[]}");
        }
    }

    private static void unavailable(HttpServerRequest request) {
        request.response().setStatusCode(503).end();
    }

    public URI url() {
        return URI.create((secure ? "https" : "http") + "://127.0.0.1:" + server.actualPort() + "/jwks.json");
    }

    /** From now on this is published. */
    public void publish(String body) {
        answer(request -> request.response().end(body));
    }

    /** From now on it is down. */
    public void fail() {
        answer(KeyServer::unavailable);
    }

    public void answer(Consumer<HttpServerRequest> next) {
        answer = next;
    }

    /** How often the keys were asked for. */
    public int asked() {
        return asked.get();
    }

    /** How often something else was. */
    public int askedElsewhere() {
        return elsewhere.get();
    }

    @Override
    public void close() {
        server.close().await();
    }
}
