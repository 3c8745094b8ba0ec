package dev.verbatim.chat.connection;

import dev.verbatim.chat.wire.CloseCode;
import dev.verbatim.chat.wire.Frame;
import dev.verbatim.chat.wire.SockJsText;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A SockJS session over HTTP, xhr-streaming or xhr-polling (sockjs-protocol 0.3.3).
 *
 * <p>It belongs to the context on which it was made; its requests may come to any verticle and are handed over to that context, which is
 * what keeps it whole. One answer at a time is its reader; what comes while there is none waits. A session that nobody reads for
 * {@value #LINGER_MS} ms is over. SockJS's own close knows one code only; a {@code notice} with the one that is meant goes before.
 */
public final class SockJsConnection implements Connection {
    private static final long LINGER_MS = 5000;

    private final Vertx vertx;
    private final ContextInternal context;
    private final TurnFlush flush;
    private final Linger linger;
    private final String peer;
    private final Unsent unsent = new Unsent();
    private Consumer<String> onText = text -> {};
    private Runnable onClosed = () -> {};
    private Runnable onForgotten = () -> {};
    private Runnable drained = () -> {};
    private @Nullable SockJsReader reader;
    private @Nullable Frame closing;
    private boolean opened;
    private boolean willFlush;
    private boolean over;

    /**
     * A session that nobody reads yet, on the current context.
     *
     * @param flush of the same context
     * @param peer the client's address
     */
    public SockJsConnection(Vertx vertx, TurnFlush flush, String peer) {
        this.vertx = vertx;
        this.context = (ContextInternal) vertx.getOrCreateContext();
        this.flush = flush;
        this.linger = new Linger(vertx, LINGER_MS);
        this.peer = peer;
    }

    /** Who is told that no late reader needs to be answered any more; set once, before anything can come. */
    public void onForgotten(Runnable told) {
        onForgotten = told;
    }

    /** Takes a new answer to speak on; from any thread. */
    public void read(SockJsReader next) {
        context.emit(next, this::attach);
    }

    /**
     * Takes what a client posted; from any thread.
     *
     * @return whether the session was open, once it has heard them all
     */
    public Future<Boolean> post(List<String> texts) {
        Promise<Boolean> heard = ((ContextInternal) vertx.getOrCreateContext()).promise();
        context.emit(texts, posted -> heard.complete(hear(posted)));
        return heard.future();
    }

    private boolean hear(List<String> texts) {
        boolean open = closing == null;
        if (open) {
            texts.forEach(onText);
        }
        return open;
    }

    private void attach(SockJsReader next) {
        if (over && closing != null) {
            next.last(context, closing.text());
        } else if (reader != null) {
            next.last(context, SockJsText.STILL_OPEN.text());
        } else {
            linger.stop();
            reader = next;
            next.onGone(context, () -> gone(next));
            if (!opened) {
                opened = true;
                say(next, SockJsText.OPEN.text(), 0);
            }
            speak();
        }
    }

    private void gone(SockJsReader left) {
        if (reader == left) {
            reader = null;
            interrupted();
        }
    }

    /** What was on its way is lost, so that nothing may come after it. */
    private void interrupted() {
        if (!over) {
            closing = SockJsText.INTERRUPTED;
            unsent.drop();
            linger.begin(this::forget);
            speak();
            end();
        }
    }

    @Override
    public void listen(Consumer<String> whoHears, Runnable whoIsToldOfTheEnd) {
        onText = whoHears;
        onClosed = whoIsToldOfTheEnd;
    }

    @Override
    public void onDrained(Runnable told) {
        drained = told;
    }

    @Override
    public void write(Frame frame) {
        if (closing == null) {
            unsent.add(frame);
            if (!willFlush) {
                willFlush = true;
                flush.add(this);
            }
        }
    }

    @Override
    public void writeNow(Frame frame) {
        if (closing == null) {
            unsent.add(frame);
            speak();
        }
    }

    @Override
    public void flush() {
        willFlush = false;
        speak();
    }

    private void speak() {
        SockJsReader there = reader;
        if (there != null && unsent.isWaiting()) {
            Unsent.Batch batch = unsent.batch();
            say(there, batch.message(), batch.bytes());
        }
        there = reader;
        if (there != null && closing != null) {
            there.last(context, closing.text());
            reader = null;
            end();
            SockJsReader last = there;
            linger.begin(() -> cut(last));
        }
    }

    /** What the client did not take until now is not kept. */
    private void cut(SockJsReader last) {
        last.cut();
        forget();
    }

    private void say(SockJsReader there, String message, long bytes) {
        there.say(context, message).onComplete(taken -> flushed(bytes), lost -> interrupted());
        if (there.isFull()) {
            reader = null;
            linger.begin(this::forget);
        }
    }

    private void flushed(long bytes) {
        unsent.taken(bytes);
        drained.run();
    }

    private void end() {
        if (!over) {
            over = true;
            unsent.drop();
            context.runOnContext(turn -> onClosed.run());
        }
    }

    private void forget() {
        closing = closing == null ? SockJsText.INTERRUPTED : closing;
        end();
        onForgotten.run();
    }

    @Override
    public long unflushed() {
        return over ? 0 : unsent.bytes();
    }

    @Override
    public void close(CloseCode code) {
        if (closing == null) {
            unsent.add(SockJsText.notice(code));
            closing = SockJsText.CLOSE;
            speak();
        }
    }

    @Override
    public void abort() {
        SockJsReader there = reader;
        reader = null;
        linger.stop();
        if (there != null) {
            there.cut();
        }
        forget();
    }

    /** Over HTTP nobody can be asked; whoever reads is told that the server is there. */
    @Override
    public boolean ping() {
        SockJsReader there = reader;
        if (there != null) {
            say(there, SockJsText.HEARTBEAT.text(), 0);
        }
        return true;
    }

    @Override
    public String peer() {
        return peer;
    }
}
