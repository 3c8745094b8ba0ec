package dev.verbatim.chat.connection;

import dev.verbatim.chat.wire.CloseCode;
import dev.verbatim.chat.wire.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A plain WebSocket: one frame a message, real close codes, pings of the protocol. It is the last handler of its channel; what the
 * protocol forbids is refused before it, by Netty's decoder.
 */
public final class WebSocketConnection extends ChannelInboundHandlerAdapter implements Connection {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketConnection.class);

    private final WebSockets shared;
    private @Nullable ChannelHandlerContext channel;
    private @Nullable MessageAssembler messages;
    private Runnable onClosed = WebSocketConnection::nothing;
    private Runnable drained = WebSocketConnection::nothing;
    private boolean heard = true;
    private boolean closing;
    private boolean willFlush;

    WebSocketConnection(WebSockets shared) {
        this.shared = shared;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        channel = added;
    }

    private ChannelHandlerContext channel() {
        ChannelHandlerContext there = channel;
        if (there == null) {
            throw new IllegalStateException("Not in a pipeline");
        }
        return there;
    }

    private static void nothing() {}

    private void send(WebSocketFrame control) {
        ChannelFuture unused = channel().writeAndFlush(control, channel().voidPromise());
    }

    @Override
    public void listen(Consumer<String> onText, Runnable whenClosed) {
        messages = new MessageAssembler(shared.maxMessageBytes(), onText, this::close);
        onClosed = whenClosed;
    }

    @Override
    public void onDrained(Runnable told) {
        drained = told;
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object message) {
        if (message instanceof WebSocketFrame frame) {
            shared.context().emit(frame, this::take);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    private void take(WebSocketFrame frame) {
        heard = true;
        try {
            if (frame instanceof CloseWebSocketFrame close) {
                closed(close);
            } else if (frame instanceof PingWebSocketFrame) {
                send(new PongWebSocketFrame(frame.content().retain()));
            } else if (messages != null) {
                messages.take(frame);
            }
        } finally {
            frame.release();
        }
    }

    /** The client's close: the answer to ours, or to be answered with the same code. */
    private void closed(CloseWebSocketFrame close) {
        if (closing) {
            abort();
        } else {
            closing = true;
            channel()
                    .writeAndFlush(
                            new CloseWebSocketFrame(true, 0, close.content().retain()))
                    .addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext from) {
        shared.context().emit(onClosed, Runnable::run);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext from) {
        if (from.channel().isWritable()) {
            shared.context().emit(drained, Runnable::run);
        }
    }

    /** The socket ends; a reset by the client, or a frame that Netty has refused with its close code, is nothing to report. */
    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
        LOG.debug("connection broken peer={} cause={}", peer(), cause.toString());
        abort();
    }

    @Override
    public void write(Frame frame) {
        if (closing) {
            return;
        }
        byte[] bytes = frame.webSocket();
        ByteBuf buffer = channel().alloc().directBuffer(bytes.length).writeBytes(bytes);
        ChannelFuture unused = channel().write(buffer, channel().voidPromise());
        if (!willFlush) {
            willFlush = true;
            shared.flush().add(this);
        }
    }

    @Override
    public void flush() {
        willFlush = false;
        channel().flush();
    }

    @Override
    public long unflushed() {
        ChannelOutboundBuffer pending = channel().channel().unsafe().outboundBuffer();
        return pending == null ? 0 : pending.totalPendingWriteBytes();
    }

    @Override
    public void close(CloseCode code) {
        if (!closing) {
            closing = true;
            send(new CloseWebSocketFrame(code.code(), code.reason()));
        }
    }

    @Override
    public void abort() {
        closing = true;
        ChannelFuture unused = channel().close();
    }

    @Override
    public boolean ping() {
        boolean alive = heard;
        heard = false;
        if (alive && !closing) {
            send(new PingWebSocketFrame());
        }
        return alive;
    }

    @Override
    public String peer() {
        Channel line = channel().channel();
        return String.valueOf(line.remoteAddress());
    }
}
