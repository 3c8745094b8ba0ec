package dev.verbatim.llm.provider.http;

import dev.verbatim.llm.provider.CallRecorder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A server that answers every request with the same bytes: first some, then one piece again and again up to a limit. */
final class HostileServer {
    static final String STREAM = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";

    private final NetServer server;
    private final byte[] first;
    private final byte[] again;
    private final long limit;
    private final AtomicLong written = new AtomicLong();
    private final AtomicInteger connections = new AtomicInteger();

    private HostileServer(Vertx vertx, byte[] first, byte[] again, long limit) {
        this.first = first;
        this.again = again;
        this.limit = limit;
        this.server = vertx.createNetServer().connectHandler(this::connected);
        CallRecorder.await(server.listen(0, "127.0.0.1"));
    }

    static HostileServer saying(Vertx vertx, String bytes) {
        return new HostileServer(vertx, bytes.getBytes(StandardCharsets.ISO_8859_1), new byte[0], 0);
    }

    /** Repeats a piece until so many bytes are written, or for ever as far as a test is concerned. */
    static HostileServer repeating(Vertx vertx, String first, String again, long limit) {
        return new HostileServer(
                vertx, first.getBytes(StandardCharsets.ISO_8859_1), again.getBytes(StandardCharsets.ISO_8859_1), limit);
    }

    private void connected(NetSocket socket) {
        connections.incrementAndGet();
        socket.exceptionHandler(expected -> {});
        socket.handler(request -> {
            socket.handler(more -> {});
            socket.write(Buffer.buffer(first)).onSuccess(sent -> repeat(socket, 0));
        });
    }

    private void repeat(NetSocket socket, long sofar) {
        if (sofar >= limit) {
            socket.close();
            return;
        }
        Future<Void> write = socket.write(Buffer.buffer(again));
        written.addAndGet(again.length);
        write.onSuccess(sent -> repeat(socket, sofar + again.length));
    }

    String baseUrl() {
        return "http://127.0.0.1:" + port() + "/v1";
    }

    int port() {
        return server.actualPort();
    }

    /** Bytes of repeated pieces that a socket took. */
    long written() {
        return written.get();
    }

    int connections() {
        return connections.get();
    }
}
