package dev.verbatim.chat.connection;

import dev.verbatim.chat.wire.CloseCode;
import dev.verbatim.chat.wire.Frame;
import dev.verbatim.chat.wire.JsonText;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import java.util.function.Consumer;

/**
 * A SockJS session over HTTP: xhr-streaming or xhr-polling.
 *
 * <p>The library ends every session with its own code 3000, so that a {@code notice} with the code that is meant goes before. It
 * sends its own heartbeats; SockJS has no way to ask the client for one.
 */
public final class SockJsConnection implements Connection {
    private final SockJSSocket socket;
    private final Runnable onEnded;
    private Runnable drained = () -> {};
    private long unflushed;
    private boolean closing;
    private boolean closed;

    /**
     * A connection over an open session.
     *
     * @param onEnded runs once, when the session is over
     */
    public SockJsConnection(SockJSSocket socket, Runnable onEnded) {
        this.socket = socket;
        this.onEnded = onEnded;
    }

    @Override
    public void listen(Consumer<String> onText, Runnable onClosed) {
        socket.handler(bytes -> onText.accept(bytes.toString()));
        socket.exceptionHandler(cause -> abort());
        socket.closeHandler(ended -> {
            closed = true;
            onEnded.run();
            onClosed.run();
        });
    }

    @Override
    public void onDrained(Runnable told) {
        drained = told;
    }

    @Override
    public void write(Frame frame) {
        int bytes = frame.bytes();
        unflushed += bytes;
        socket.write(frame.text()).onComplete(done -> {
            unflushed -= bytes;
            drained.run();
        });
    }

    /** The library flushes what it can with each write. */
    @Override
    public void flush() {}

    @Override
    public void writeNow(Frame frame) {
        write(frame);
    }

    @Override
    public long unflushed() {
        return unflushed;
    }

    /** A session that is closed drops what it has not written yet, so that the notice must be out first. */
    @Override
    public void close(CloseCode code) {
        if (!closing && !closed) {
            closing = true;
            socket.write(notice(code).text()).onComplete(told -> abort());
        }
    }

    /** What is said before a close. */
    static Frame notice(CloseCode code) {
        return JsonText.event("notice", null)
                .put("code", "closing")
                .put("closeCode", code.code())
                .put("message", code.reason())
                .frame();
    }

    @Override
    public void abort() {
        if (!closed) {
            closed = true;
            socket.close();
        }
    }

    @Override
    public boolean ping() {
        return true;
    }

    @Override
    public String peer() {
        return String.valueOf(socket.remoteAddress());
    }
}
