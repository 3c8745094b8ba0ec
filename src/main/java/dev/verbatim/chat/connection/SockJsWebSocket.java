package dev.verbatim.chat.connection;

import dev.verbatim.chat.wire.CloseCode;
import dev.verbatim.chat.wire.Frame;
import dev.verbatim.chat.wire.SockJsText;
import java.util.List;
import java.util.function.Consumer;

/**
 * A SockJS session over a WebSocket: SockJS's words around a plain one, so that it has the same bounds, pings and close codes. SockJS's own
 * close knows one code only; a {@code notice} with the one that is meant goes before.
 */
public final class SockJsWebSocket implements Connection {
    private final WebSocketConnection line;
    private boolean closing;

    /** A session that opens with the line. */
    public SockJsWebSocket(WebSocketConnection line) {
        this.line = line;
    }

    @Override
    public void listen(Consumer<String> onText, Runnable onClosed) {
        line.listen(sent -> take(sent, onText), onClosed);
        line.write(SockJsText.OPEN);
    }

    private void take(String sent, Consumer<String> onText) {
        List<String> texts = SockJsText.read(sent);
        if (texts == null) {
            line.refuse(CloseCode.PROTOCOL);
        } else {
            texts.forEach(onText);
        }
    }

    @Override
    public void onDrained(Runnable drained) {
        line.onDrained(drained);
    }

    @Override
    public void write(Frame frame) {
        line.write(frame.sockJs());
    }

    @Override
    public void flush() {
        line.flush();
    }

    @Override
    public void writeNow(Frame frame) {
        line.writeNow(frame.sockJs());
    }

    @Override
    public long unflushed() {
        return line.unflushed();
    }

    @Override
    public void close(CloseCode code) {
        if (!closing) {
            closing = true;
            line.write(SockJsText.notice(code).sockJs());
            line.write(SockJsText.CLOSE);
            line.close(code);
        }
    }

    @Override
    public void abort() {
        line.abort();
    }

    @Override
    public boolean ping() {
        line.write(SockJsText.HEARTBEAT);
        return line.ping();
    }

    @Override
    public String peer() {
        return line.peer();
    }
}
