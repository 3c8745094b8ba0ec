package dev.verbatim.chat.connection;

import dev.verbatim.config.ChatSettings;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.http.WebSocketInternal;
import java.util.function.LongSupplier;

/**
 * What all plain WebSockets of one verticle share, and how they are made: Vert.x does the handshake, then its handler gives way to ours.
 * A frame for a thousand viewers is then encoded once and written with one buffer each, and an idle line keeps no queues.
 */
public final class WebSockets {
    private final ContextInternal context;
    private final TurnFlush flush;
    private final int maxMessageBytes;
    private final int framesPerSecond;
    private final LongSupplier monotonicMs;
    private final WriteBufferWaterMark waterMark;
    private final ByteBufAllocator buffers = ByteBufAllocator.DEFAULT;

    /**
     * WebSockets of the current context.
     *
     * @param maxMessageBytes of all frames of a message; above it the connection is closed with 1009
     * @param monotonicMs a clock, in milliseconds
     */
    public WebSockets(Vertx vertx, int maxMessageBytes, ChatSettings settings, LongSupplier monotonicMs) {
        int softBytes = settings.viewerSoftBytes();
        this.context = (ContextInternal) vertx.getOrCreateContext();
        this.flush = new TurnFlush(context);
        this.maxMessageBytes = maxMessageBytes;
        this.framesPerSecond = settings.framesPerSecond();
        this.monotonicMs = monotonicMs;
        this.waterMark = new WriteBufferWaterMark(softBytes / 2, softBytes);
    }

    /**
     * Takes a socket whose handshake has just been done over from Vert.x, for which the connection ends here.
     *
     * @param peer the client's address
     */
    public WebSocketConnection takeOver(ServerWebSocket socket, String peer) {
        ChannelHandlerContext theirs = ((WebSocketInternal) socket).channelHandlerContext();
        ChannelPipeline pipeline = theirs.pipeline();
        WebSocketConnection ours = new WebSocketConnection(this, way(pipeline), peer);
        pipeline.channel().config().setWriteBufferWaterMark(waterMark);
        pipeline.replace(theirs.name(), "chat", ours);
        if (pipeline.get(IdleStateHandler.class) != null) {
            pipeline.remove(IdleStateHandler.class);
        }
        endTheirs(theirs);
        return ours;
    }

    /** Encoded frames go in at the pipeline's end to the wire: each handler passed on the way would be touched for each of a thousand viewers. */
    private static ChannelHandlerContext way(ChannelPipeline pipeline) {
        ChannelHandler out = new ChannelHandlerAdapter() {};
        ChannelHandlerContext tls = pipeline.context(SslHandler.class);
        if (tls == null) {
            pipeline.addFirst("out", out);
        } else {
            pipeline.addAfter(tls.name(), "out", out);
        }
        return pipeline.context("out");
    }

    private static void endTheirs(ChannelHandlerContext theirs) {
        try {
            ((ChannelInboundHandler) theirs.handler()).channelInactive(theirs);
        } catch (Exception e) {
            throw new IllegalStateException("Vert.x did not let go of a WebSocket", e);
        }
    }

    ContextInternal context() {
        return context;
    }

    TurnFlush flush() {
        return flush;
    }

    int maxMessageBytes() {
        return maxMessageBytes;
    }

    ByteBufAllocator buffers() {
        return buffers;
    }

    int framesPerSecond() {
        return framesPerSecond;
    }

    long monotonicMs() {
        return monotonicMs.getAsLong();
    }
}
