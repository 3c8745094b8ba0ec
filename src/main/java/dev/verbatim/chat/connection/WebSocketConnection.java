package dev.verbatim.chat.connection;

import dev.verbatim.chat.wire.CloseCode;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.http.WebSocketFrameType;
import io.vertx.core.internal.http.WebSocketInternal;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A plain WebSocket: one frame a message, real close codes, pings of the protocol.
 *
 * <p>Whole messages are its session's to count. What is no message, such as a ping or a part of one, is counted here: a client could send
 * them without end, and each ping is answered.
 */
public final class WebSocketConnection implements Connection {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketConnection.class);
    private static final Buffer NOTHING = Buffer.buffer();

    private final ServerWebSocket socket;
    private final ChannelHandlerContext last;
    private final int maxMessageBytes;
    private final FrameRate others;
    private final LongSupplier monotonicMs;
    private Runnable onClosed = () -> {};
    private boolean heard = true;
    private boolean asked;
    private boolean closing;
    private boolean over;

    /**
     * A connection over a socket whose handshake is done.
     *
     * @param maxMessageBytes of all frames of a message; above it the connection is closed with 1009
     * @param framesPerSecond of frames that are no message; far above it the connection is closed with 4429
     * @param monotonicMs a clock, in milliseconds
     */
    public WebSocketConnection(
            ServerWebSocket socket, int maxMessageBytes, int framesPerSecond, LongSupplier monotonicMs) {
        this.socket = socket;
        this.last = ((WebSocketInternal) socket).channelHandlerContext();
        this.maxMessageBytes = maxMessageBytes;
        this.others = new FrameRate(framesPerSecond, monotonicMs.getAsLong());
        this.monotonicMs = monotonicMs;
    }

    @Override
    public void listen(Consumer<String> onText, Runnable onClosed) {
        this.onClosed = onClosed;
        MessageAssembler messages = new MessageAssembler(maxMessageBytes, onText, this::refuse);
        last.pipeline().addBefore(last.name(), null, new Violations(this::refuse));
        socket.frameHandler(frame -> take(frame, messages));
        socket.exceptionHandler(this::broken);
        socket.closeHandler(closed -> end());
    }

    private void take(WebSocketFrame frame, MessageAssembler messages) {
        heard = true;
        if (over) {
            return;
        }
        if (isUnasked(frame) && others.count(monotonicMs.getAsLong()) == FrameRate.Verdict.FLOOD) {
            LOG.info("flood of parts or pings closed peer={}", peer());
            refuse(CloseCode.FLOOD);
        } else {
            messages.take(frame);
        }
    }

    /** A part of a message, a ping, or a pong beyond the one that was asked for. */
    private boolean isUnasked(WebSocketFrame frame) {
        if (frame.type() == WebSocketFrameType.PONG && asked) {
            asked = false;
            return false;
        }
        return !frame.isFinal() || frame.isPing() || frame.type() == WebSocketFrameType.PONG;
    }

    /** The socket ends by itself; a reset by the client is nothing to report. */
    private void broken(Throwable cause) {
        LOG.debug("connection broken peer={} cause={}", peer(), cause.toString());
    }

    /** Ends it at once, for its session too; who was told a code already is told no other. */
    void refuse(CloseCode code) {
        if (!over && (closing || socket.isClosed())) {
            abort();
        } else if (!over) {
            LastWord.say(last, code);
        }
        end();
    }

    private void end() {
        if (!over) {
            over = true;
            onClosed.run();
        }
    }

    @Override
    public Future<Void> write(String text) {
        return socket.writeTextMessage(text);
    }

    @Override
    public void close(CloseCode code) {
        if (code == CloseCode.FLOOD) {
            refuse(code);
        } else if (!closing && !over && !socket.isClosed()) {
            closing = true;
            socket.close(code.code(), code.reason());
        }
    }

    @Override
    public void abort() {
        ChannelFuture unused = last.close();
    }

    @Override
    public boolean ping() {
        boolean alive = heard;
        heard = false;
        if (alive && !socket.isClosed()) {
            asked = true;
            socket.writePing(NOTHING);
        }
        return alive;
    }

    @Override
    public String peer() {
        return String.valueOf(socket.remoteAddress());
    }
}
