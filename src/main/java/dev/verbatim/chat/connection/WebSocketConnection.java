package dev.verbatim.chat.connection;

import dev.verbatim.chat.wire.CloseCode;
import io.netty.channel.ChannelFuture;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.http.WebSocketInternal;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A plain WebSocket: one frame a message, real close codes, pings of the protocol. */
public final class WebSocketConnection implements Connection {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketConnection.class);
    private static final Buffer NOTHING = Buffer.buffer();

    private final ServerWebSocket socket;
    private final int maxMessageBytes;
    private boolean heard = true;
    private boolean closing;

    /**
     * A connection over a socket whose handshake is done.
     *
     * @param maxMessageBytes of all frames of a message; above it the connection is closed with 1009
     */
    public WebSocketConnection(ServerWebSocket socket, int maxMessageBytes) {
        this.socket = socket;
        this.maxMessageBytes = maxMessageBytes;
    }

    @Override
    public void listen(Consumer<String> onText, Runnable onClosed) {
        MessageAssembler messages = new MessageAssembler(maxMessageBytes, onText, this::close);
        socket.frameHandler(frame -> {
            heard = true;
            messages.take(frame);
        });
        socket.pongHandler(pong -> heard = true);
        socket.exceptionHandler(this::broken);
        socket.closeHandler(closed -> onClosed.run());
    }

    /** The socket ends by itself; a reset by the client is nothing to report. */
    private void broken(Throwable cause) {
        LOG.debug("connection broken peer={} cause={}", peer(), cause.toString());
    }

    @Override
    public Future<Void> write(String text) {
        return socket.writeTextMessage(text);
    }

    @Override
    public void close(CloseCode code) {
        if (!closing && !socket.isClosed()) {
            closing = true;
            socket.close(code.code(), code.reason());
        }
    }

    @Override
    public void abort() {
        if (socket instanceof WebSocketInternal internal) {
            ChannelFuture unused = internal.channelHandlerContext().close();
        }
    }

    @Override
    public boolean ping() {
        boolean alive = heard;
        heard = false;
        if (alive && !socket.isClosed()) {
            socket.writePing(NOTHING);
        }
        return alive;
    }

    @Override
    public String peer() {
        return String.valueOf(socket.remoteAddress());
    }
}
