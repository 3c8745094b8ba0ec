package dev.verbatim.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One connection: authenticates, joins a room and gives what comes from then on to its guest. On the load client's event
 * loop.
 */
final class Visitor extends SimpleChannelInboundHandler<TextWebSocketFrame> {
    private final Load load;
    private final String roomId;
    private final Guest guest;
    private @Nullable ChannelHandlerContext context;
    private boolean joined;

    Visitor(Load load, String roomId, Guest guest) {
        this.load = load;
        this.roomId = roomId;
        this.guest = guest;
    }

    /** Whether it is here to read nothing. */
    boolean isStalled() {
        return guest instanceof StalledViewer;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
            write(Frames.auth(load.token()));
        }
        super.userEventTriggered(ctx, event);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, TextWebSocketFrame frame) throws IOException {
        long now = TokenText.nowMicros();
        ByteBuf content = frame.content();
        int length = content.readableBytes();
        byte[] bytes = load.scratch(length);
        content.getBytes(content.readerIndex(), bytes, 0, length);
        int from = Frames.tokenStart(bytes, length);
        if (from >= 0) {
            guest.text(bytes, from, Frames.textEnd(bytes, from, length), now);
        } else if (joined) {
            guest.event(bytes, length);
        } else {
            enter(Frames.parse(bytes, length));
        }
    }

    private void enter(JsonNode frame) {
        String event = frame.path("event").asText();
        if (event.equals("authenticated")) {
            write(Frames.join(roomId));
        } else if (event.equals("joined")) {
            joined = true;
            guest.joined(this);
            load.ready();
        } else if (event.equals("error")) {
            load.tally().error(frame.toString());
        }
    }

    /** Says something in its room, which a model answers. */
    void ask(ModelScript script) {
        write(Frames.send(roomId, "hello from " + roomId, script.modelName()));
    }

    /** Reads nothing more. */
    void stopReading() {
        connection().channel().config().setAutoRead(false);
    }

    /** What the visitor lives on. */
    EventLoop loop() {
        return connection().channel().eventLoop();
    }

    private void write(String frame) {
        connection().writeAndFlush(new TextWebSocketFrame(frame)).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    private ChannelHandlerContext connection() {
        if (context == null) {
            throw new IllegalStateException("nobody has connected yet");
        }
        return context;
    }

    /** There is no connection. */
    void refused(Throwable cause) {
        load.tally().error(cause.toString());
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        guest.lost();
        super.channelInactive(ctx);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!isStalled()) {
            load.tally().error(cause.toString());
        }
        ctx.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
    }
}
