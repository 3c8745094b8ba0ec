package dev.verbatim.chat.http;

import dev.verbatim.chat.connection.Backlog;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;

/**
 * Counts what a client was answered over HTTP and does not take, together with what viewers do not take; the connection ends where the
 * {@link Backlog} says so. Goes when the connection becomes a WebSocket, which counts by itself. On the connection's event loop.
 */
final class UntakenAnswers extends ChannelInboundHandlerAdapter {
    private final Backlog.Account account;

    private UntakenAnswers(Backlog.Account account) {
        this.account = account;
    }

    /** One that begins to count where this channel's answers are written. */
    static UntakenAnswers of(Channel channel, Backlog backlog) {
        Backlog.Account account = backlog.account(channel.eventLoop());
        account.of(() -> end(channel), () -> end(channel));
        channel.closeFuture().addListener(closed -> account.close());
        return new UntakenAnswers(account);
    }

    private static void end(Channel channel) {
        ChannelFuture unused = channel.close();
    }

    /** Up to the channel's own mark nothing is counted; beyond it there is one answer, since the next waits. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        ChannelOutboundBuffer pending = ctx.channel().unsafe().outboundBuffer();
        account.set(pending == null || ctx.channel().isWritable() ? 0 : pending.totalPendingWriteBytes());
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (ctx.pipeline().get(WebSocketFrameDecoder.class) != null) {
            account.set(0);
            ctx.pipeline().remove(this);
        }
        ctx.fireChannelReadComplete();
    }
}
