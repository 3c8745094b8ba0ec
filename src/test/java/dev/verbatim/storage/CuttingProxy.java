package dev.verbatim.storage;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A wire to Postgres that breaks when asked to, at the call that carries a certain word: before the server has seen the call, or after it has
 * done it and before anybody hears of it.
 */
final class CuttingProxy {
    private final NetClient client;
    private final NetServer server;
    private final int target;
    private final String targetUrl;
    private final AtomicReference<Cut> armed = new AtomicReference<>(Cut.NONE);
    private final AtomicInteger cuts = new AtomicInteger();
    private final AtomicInteger mute = new AtomicInteger();
    private final AtomicInteger muted = new AtomicInteger();
    private volatile boolean dead;

    CuttingProxy(Vertx vertx, String url) {
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

    /** Cuts the next call that carries the word, and that one only. */
    void cutOnce(String word, boolean afterTheServerDidIt) {
        armed.set(new Cut(word, afterTheServerDidIt, false));
    }

    /** Cuts the next call that carries the word, and everything else for good. */
    void cutForGood(String word, boolean afterTheServerDidIt) {
        armed.set(new Cut(word, afterTheServerDidIt, true));
    }

    /** Accepts the next connections and says nothing on them. */
    void muteNext(int connections) {
        mute.set(connections);
    }

    /** How many connections nothing was said on. */
    int muted() {
        return muted.get();
    }

    int cuts() {
        return cuts.get();
    }

    private void connected(NetSocket near) {
        if (dead) {
            near.close();
            return;
        }
        near.pause();
        if (mute.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            muted.incrementAndGet();
            return;
        }
        client.connect(target, "127.0.0.1").onSuccess(far -> join(near, far)).onFailure(cause -> near.close());
    }

    private void join(NetSocket near, NetSocket far) {
        AtomicReference<Cut> pending = new AtomicReference<>(Cut.NONE);
        near.handler(data -> outward(near, far, data, pending));
        far.handler(data -> homeward(near, far, data, pending));
        near.closeHandler(closed -> far.close());
        far.closeHandler(closed -> near.close());
        near.resume();
    }

    private void outward(NetSocket near, NetSocket far, Buffer data, AtomicReference<Cut> pending) {
        Cut cut = armed.get();
        if (!cut.matches(data) || !armed.compareAndSet(cut, Cut.NONE)) {
            far.write(data);
        } else if (cut.afterwards()) {
            pending.set(cut);
            far.write(data);
        } else {
            cutNow(near, far, cut);
        }
    }

    private void homeward(NetSocket near, NetSocket far, Buffer data, AtomicReference<Cut> pending) {
        Cut cut = pending.get();
        if (cut.word().isEmpty()) {
            near.write(data);
        } else {
            cutNow(near, far, cut);
        }
    }

    private void cutNow(NetSocket near, NetSocket far, Cut cut) {
        dead = dead || cut.forGood();
        cuts.incrementAndGet();
        near.close();
        far.close();
    }

    private record Cut(String word, boolean afterwards, boolean forGood) {
        static final Cut NONE = new Cut("", false, false);

        boolean matches(Buffer data) {
            return !word.isEmpty() && data.toString(StandardCharsets.ISO_8859_1).contains(word);
        }
    }
}
