package dev.verbatim.chat.http;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose client takes too long over a request: from the accept, or from the first byte of a later one, to the
 * last byte of its body. How long the answer takes does not count. Stands behind the decoder, and goes when the connection becomes a
 * WebSocket.
 */
final class RequestDeadline extends ChannelInboundHandlerAdapter {
    private final long requestMs;
    private @Nullable ScheduledFuture<?> deadline;
    private boolean decoded;

    RequestDeadline(long requestMs) {
        this.requestMs = requestMs;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        begin(ctx);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        decoded = true;
        if (message instanceof HttpRequest) {
            begin(ctx);
        }
        if (message instanceof LastHttpContent) {
            end();
        }
        ctx.fireChannelRead(message);
    }

    /** Bytes came from which the decoder could make nothing yet: the beginning of a head. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (ctx.pipeline().get(WebSocketFrameDecoder.class) != null) {
            ctx.pipeline().remove(this);
        } else if (!decoded) {
            begin(ctx);
        }
        decoded = false;
        ctx.fireChannelReadComplete();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        end();
    }

    private void begin(ChannelHandlerContext ctx) {
        if (deadline == null) {
            deadline = ctx.executor().schedule(() -> leave(ctx), requestMs, TimeUnit.MILLISECONDS);
        }
    }

    private static void leave(ChannelHandlerContext ctx) {
        ChannelFuture unused = ctx.close();
    }

    private void end() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }
}
