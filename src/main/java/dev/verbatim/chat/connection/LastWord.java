package dev.verbatim.chat.connection;

import dev.verbatim.chat.wire.CloseCode;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Ends a WebSocket whose client has broken the rules: says why, and hears nothing more. Bytes that still come are thrown away unread for a
 * moment, since a socket that is closed with unread bytes is reset, and the client might never see the code.
 */
final class LastWord extends ChannelInboundHandlerAdapter {
    private static final long LINGER_MS = 1000;

    private LastWord() {}

    /**
     * Says it.
     *
     * @param last the last handler of the pipeline, which hears nothing more
     */
    static void say(ChannelHandlerContext last, CloseCode code) {
        last.pipeline().addFirst(new LastWord());
        ChannelFuture unused = last.writeAndFlush(new CloseWebSocketFrame(true, 0, code.code(), code.reason()));
        Future<?> lingering = last.executor().schedule(() -> leave(last), LINGER_MS, TimeUnit.MILLISECONDS);
        last.channel().closeFuture().addListener(closed -> lingering.cancel(false));
    }

    private static void leave(ChannelHandlerContext last) {
        ChannelFuture unused = last.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
        ReferenceCountUtil.release(bytes);
    }
}
