package dev.verbatim.chat.connection;

import dev.verbatim.chat.wire.CloseCode;
import dev.verbatim.chat.wire.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A plain WebSocket: one frame a message, real close codes, pings of the protocol. It is the last handler of its channel.
 */
public final class WebSocketConnection extends ChannelInboundHandlerAdapter implements Connection {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketConnection.class);

    private final WebSockets shared;
    private final ChannelHandlerContext out;
    private final ChannelPromise unheard;
    private final UnaskedFrames unasked;
    private final String peer;
    private @Nullable ChannelHandlerContext channel;
    private @Nullable MessageAssembler messages;
    private Runnable onClosed = WebSocketConnection::nothing;
    private Runnable drained = WebSocketConnection::nothing;
    private boolean heard = true;
    private boolean closing;
    private boolean over;
    private boolean willFlush;

    /**
     * A connection over a channel that does not have it yet.
     *
     * @param out where encoded frames go in
     */
    WebSocketConnection(WebSockets shared, ChannelHandlerContext out, String peer) {
        this.shared = shared;
        this.out = out;
        // Not the pipeline's, whose every failed write is an exception: a line that dies with a backlog has thousands.
        this.unheard = out.channel().unsafe().voidPromise();
        this.unasked = new UnaskedFrames(shared);
        this.peer = peer;
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
        messages = new MessageAssembler(shared.maxMessageBytes(), onText, this::refuse);
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
            if (over) {
                return;
            }
            if (unasked.isFlood(frame)) {
                LOG.info("flood of parts or pings closed peer={}", peer());
                refuse(CloseCode.FLOOD);
            } else if (frame instanceof CloseWebSocketFrame close) {
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
            ChannelFuture unused = channel()
                    .writeAndFlush(
                            new CloseWebSocketFrame(true, 0, close.content().retain()))
                    .addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** Ends it at once, for its session too; who was told a code already is told no other. */
    void refuse(CloseCode code) {
        if (!over && (closing || !channel().channel().isActive())) {
            abort();
        } else if (!over) {
            LastWord.say(channel(), code);
        }
        end();
    }

    private void end() {
        if (!over) {
            over = true;
            shared.context().runOnContext(turn -> onClosed.run());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext from) {
        shared.context().emit(this, WebSocketConnection::end);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext from) {
        if (from.channel().isWritable()) {
            shared.context().emit(drained, Runnable::run);
        }
    }

    /**
     * What the decoder refuses ends with a code first, as RFC 6455 §7.1.7 wants; a reset by the client is nothing to report.
     */
    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
        if (cause instanceof CorruptedWebSocketFrameException corrupted) {
            shared.context().emit(codeOf(corrupted.closeStatus()), this::refuse);
        } else if (from.channel().isOpen()) {
            LOG.debug("connection broken peer={} cause={}", peer(), cause.toString());
            abort();
        }
    }

    private static CloseCode codeOf(WebSocketCloseStatus status) {
        if (status.code() == CloseCode.TOO_LARGE.code()) {
            return CloseCode.TOO_LARGE;
        }
        return status.code() == CloseCode.NOT_UTF8.code() ? CloseCode.NOT_UTF8 : CloseCode.PROTOCOL;
    }

    @Override
    public void write(Frame frame) {
        if (!closing && !over) {
            ChannelFuture unused = out.write(encoded(frame), unheard);
            if (!willFlush) {
                willFlush = true;
                shared.flush().add(this);
            }
        }
    }

    @Override
    public void writeNow(Frame frame) {
        if (!closing && !over) {
            ChannelFuture unused = out.writeAndFlush(encoded(frame), unheard);
        }
    }

    private ByteBuf encoded(Frame frame) {
        byte[] bytes = frame.webSocket();
        return shared.buffers().directBuffer(bytes.length).writeBytes(bytes);
    }

    @Override
    public void flush() {
        willFlush = false;
        out.flush();
    }

    @Override
    public long unflushed() {
        ChannelOutboundBuffer pending = out.channel().unsafe().outboundBuffer();
        return pending == null ? 0 : pending.totalPendingWriteBytes();
    }

    @Override
    public void close(CloseCode code) {
        if (code == CloseCode.FLOOD) {
            refuse(code);
        } else if (!closing && !over) {
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
        if (alive && !closing && !over) {
            unasked.asked();
            send(new PingWebSocketFrame());
        }
        return alive;
    }

    @Override
    public String peer() {
        return peer;
    }
}
