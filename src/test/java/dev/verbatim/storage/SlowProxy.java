package dev.verbatim.storage;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;

/** A wire to Postgres on which every call is late by as much as a test says, in its order. */
final class SlowProxy {
    private final Vertx vertx;
    private final NetClient client;
    private final NetServer server;
    private final String targetUrl;
    private final int target;
    private final AtomicInteger calls = new AtomicInteger();
    private volatile long delayMs;

    SlowProxy(Vertx vertx, String url) {
        this.vertx = vertx;
        this.targetUrl = url;
        this.target = URI.create(url).getPort();
        this.client = vertx.createNetClient();
        this.server = vertx.createNetServer().connectHandler(this::connected);
        StorageRoom.get(server.listen(0, "127.0.0.1"));
    }

    /** The database's URL by way of this wire. */
    String url() {
        return targetUrl.replace(":" + target + "/", ":" + server.actualPort() + "/");
    }

    /** From now on each call takes so much longer; 0: none. */
    void delay(long ms) {
        delayMs = ms;
    }

    /** What was written to the server so far, in pieces. */
    int calls() {
        return calls.get();
    }

    private void connected(NetSocket near) {
        near.pause();
        client.connect(target, "127.0.0.1").onSuccess(far -> join(near, far)).onFailure(cause -> near.close());
    }

    private void join(NetSocket near, NetSocket far) {
        near.handler(data -> outward(far, data));
        far.handler(near::write);
        near.closeHandler(closed -> far.close());
        far.closeHandler(closed -> near.close());
        near.resume();
    }

    private void outward(NetSocket far, Buffer data) {
        calls.incrementAndGet();
        long late = delayMs;
        if (late == 0) {
            far.write(data);
        } else {
            vertx.setTimer(late, due -> far.write(data));
        }
    }
}
