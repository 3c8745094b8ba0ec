package dev.verbatim.llm.provider.http;

import static org.awaitility.Awaitility.await;

import dev.verbatim.llm.provider.CallRecorder;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A server, in a Vert.x of its own, that answers a first request on each connection with one word and goes on being connected, and a second one with
 * words without a pause, as fast as they are taken, up to a limit; then it closes.
 */
final class FloodServer implements AutoCloseable {
    private static final String HEAD =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String WORD = "x".repeat(1_000);
    private static final String EVENT = "data: {\"choices\":[{\"delta\":{\"content\":\"" + WORD + "\"}}]}\n\n";
    private static final String END =
            "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
    private static final int EVENTS = 64;
    private static final Duration STANDING = Duration.ofMillis(400);

    private final Vertx vertx = Vertx.vertx();
    private final NetServer server = vertx.createNetServer().connectHandler(this::connected);
    private final AtomicLong taken = new AtomicLong();
    private final long limit;

    /** Floods with so many words' characters at least. */
    FloodServer(long limitChars) {
        limit = limitChars;
        CallRecorder.await(server.listen(0, "127.0.0.1"));
    }

    String baseUrl() {
        return "http://127.0.0.1:" + server.actualPort() + "/v1";
    }

    private void connected(NetSocket socket) {
        socket.exceptionHandler(expected -> {});
        socket.handler(first -> {
            socket.handler(second -> {
                socket.handler(more -> {});
                socket.write(HEAD).onSuccess(sent -> flood(socket, 0));
            });
            socket.write(HEAD + chunk(EVENT + END) + "0\r\n\r\n");
        });
    }

    private void flood(NetSocket socket, long sofar) {
        if (sofar >= limit) {
            socket.close();
            return;
        }
        socket.write(Buffer.buffer(chunk(EVENT.repeat(EVENTS)))).onSuccess(sent -> {
            taken.addAndGet((long) WORD.length() * EVENTS);
            flood(socket, sofar + (long) WORD.length() * EVENTS);
        });
    }

    private static String chunk(String events) {
        return Integer.toHexString(events.length()) + "\r\n" + events + "\r\n";
    }

    /** How many characters were taken when no more were, for a while. */
    long whenItStands() {
        AtomicLong last = new AtomicLong(-1);
        await().pollInterval(STANDING.dividedBy(4))
                .during(STANDING)
                .until(() -> last.getAndSet(taken.get()) == taken.get());
        return taken.get();
    }

    @Override
    public void close() {
        CallRecorder.await(vertx.close());
    }
}
