package dev.verbatim.chat.connection;

import dev.verbatim.chat.wire.CloseCode;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.util.function.Consumer;

/**
 * Hears of bytes that the decoder refuses, before Vert.x would drop the connection without a word. RFC 6455 §7.1.7 wants a close code first.
 */
final class Violations extends ChannelInboundHandlerAdapter {
    private final Consumer<CloseCode> onRefused;

    Violations(Consumer<CloseCode> onRefused) {
        this.onRefused = onRefused;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof CorruptedWebSocketFrameException corrupted) {
            onRefused.accept(codeOf(corrupted.closeStatus()));
        } else {
            ctx.fireExceptionCaught(cause);
        }
    }

    private static CloseCode codeOf(WebSocketCloseStatus status) {
        if (status.code() == CloseCode.TOO_LARGE.code()) {
            return CloseCode.TOO_LARGE;
        }
        return status.code() == CloseCode.NOT_UTF8.code() ? CloseCode.NOT_UTF8 : CloseCode.PROTOCOL;
    }
}
