package dev.verbatim.chat.connection;

import dev.verbatim.chat.wire.CloseCode;
import io.netty.channel.ChannelFuture;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.http.WebSocketInternal;
import java.util.function.Consumer;

/** A plain WebSocket: one frame a message, real close codes, pings of the protocol. */
public final class WebSocketConnection implements Connection {
    private static final Buffer NOTHING = Buffer.buffer();

    private final ServerWebSocket socket;
    private boolean heard = true;
    private boolean closing;

    /** A connection over a socket whose handshake is done. */
    public WebSocketConnection(ServerWebSocket socket) {
        this.socket = socket;
    }

    @Override
    public void listen(Consumer<String> onText, Runnable onClosed) {
        socket.textMessageHandler(text -> receive(text, onText));
        socket.binaryMessageHandler(bytes -> receive(bytes.toString(), onText));
        socket.pongHandler(pong -> heard = true);
        socket.exceptionHandler(this::failed);
        socket.closeHandler(closed -> onClosed.run());
    }

    private void receive(String text, Consumer<String> onText) {
        heard = true;
        onText.accept(text);
    }

    /** A message of several frames that outgrew the limit is told only here, and by this class; all else ends the socket itself. */
    private void failed(Throwable cause) {
        if (cause instanceof IllegalStateException) {
            close(CloseCode.TOO_LARGE);
        }
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
