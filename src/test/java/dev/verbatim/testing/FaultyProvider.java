package dev.verbatim.testing;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A model provider on loopback that speaks OpenAI chat completions and Anthropic messages, and misbehaves as the requested
 * model's name says; see {@link Fault}. A name is the fault, then optionally a count of tokens and a delay in milliseconds
 * before each of them: {@code answer}, {@code answer-200-d5}, {@code cut-between-3}, {@code status-429}. Several of them, split by
 * {@code ~}, are what it does one after the other when it is asked the same question again: {@code status-503~answer-5}.
 *
 * <p>The text of n tokens is {@link #text}; its usage is {@value #INPUT_TOKENS} in and n out. Every request is logged. It lives
 * on event loops of the given Vert.x; {@link #close} ends it.
 */
public final class FaultyProvider implements AutoCloseable {
    /** Tokens where a model's name counts none. */
    public static final int DEFAULT_TOKENS = 5;

    /** The prompt's tokens, whatever the prompt. */
    public static final int INPUT_TOKENS = 7;

    private final NetServer server;
    private final List<ProviderAttempt> attempts = new CopyOnWriteArrayList<>();

    private FaultyProvider(Vertx vertx, NetServerOptions options) {
        server = vertx.createNetServer(options.setHost("127.0.0.1").setTcpNoDelay(true));
        server.connectHandler(socket -> new FaultyConnection(vertx, socket, attempts));
    }

    /** Listens on a free port. */
    public static Future<FaultyProvider> start(Vertx vertx) {
        return start(vertx, new NetServerOptions());
    }

    /** Listens with options of the test's own, for example a certificate nobody trusts. */
    public static Future<FaultyProvider> start(Vertx vertx, NetServerOptions options) {
        FaultyProvider provider = new FaultyProvider(vertx, options);
        return provider.server.listen(options.getPort()).map(provider);
    }

    public int port() {
        return server.actualPort();
    }

    /** For both protocols, ends with {@code /v1}. */
    public String baseUrl() {
        return "http://127.0.0.1:" + port() + "/v1";
    }

    /** Every request so far, in order of arrival. */
    public List<ProviderAttempt> attempts() {
        return List.copyOf(attempts);
    }

    /** The requests that named a model. */
    public List<ProviderAttempt> attempts(String model) {
        return attempts.stream()
                .filter(attempt -> attempt.model().equals(model))
                .toList();
    }

    /** The text of an answer of so many tokens. */
    public static String text(int tokens) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < tokens; i++) {
            text.append(token(i));
        }
        return text.toString();
    }

    /** The words of one token. */
    public static String token(int index) {
        return Canary.WORD + index + " ";
    }

    /** Closes and completes when the port is free. */
    public Future<Void> closed() {
        return server.close();
    }

    @Override
    public void close() {
        server.close();
    }
}
