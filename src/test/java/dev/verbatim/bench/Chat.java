package dev.verbatim.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One viewer: connects, authenticates, joins a room of its own, then asks, reads the answer to its end and asks again. On
 * the load client's event loop.
 */
final class Chat extends SimpleChannelInboundHandler<TextWebSocketFrame> {
    private static final long RETRY_MILLIS = 50;

    private final Load load;
    private final String roomId;
    private final TokenChecker checker = new TokenChecker();
    private @Nullable ChannelHandlerContext context;
    private long askedMicros;
    private boolean asking;
    private boolean answered;
    private boolean began;

    Chat(Load load, String roomId) {
        this.load = load;
        this.roomId = roomId;
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
            tokens(bytes, from, Frames.textEnd(bytes, from, length), now);
        } else {
            event(Frames.parse(bytes, length));
        }
    }

    private void tokens(byte[] bytes, int from, int to, long now) {
        int completed = checker.accept(bytes, from, to, now, load.tally());
        if (completed > 0 && !began) {
            began = true;
            load.tally().firstToken(now - askedMicros);
        }
    }

    private void event(JsonNode frame) {
        String event = frame.path("event").asText();
        JsonNode data = frame.path("data");
        if (event.equals("authenticated")) {
            write(Frames.join(roomId));
        } else if (event.equals("joined")) {
            load.ready();
        } else if (event.equals("sent")) {
            answered = true;
        } else if (event.equals("error")) {
            refused(frame.toString());
        } else if (data.path("end").asBoolean()) {
            ended(data.path("status").asText());
        }
    }

    /** Asks the next question, unless the load is over. */
    void ask() {
        asking = load.open();
        if (!asking) {
            load.done();
            return;
        }
        answered = false;
        began = false;
        checker.begin();
        askedMicros = TokenText.nowMicros();
        write(Frames.send(
                roomId, "hello from " + roomId, load.scenario().script().modelName()));
    }

    private void ended(String status) {
        load.tally().replies++;
        if (!status.equals("complete")) {
            load.tally().error("an answer ended as " + status);
        }
        checker.end(load.scenario().tokens(), load.tally());
        ask();
    }

    /** An error after {@code sent} is followed by the answer's end; one before it is all that comes. */
    private void refused(String frame) {
        load.tally().error(frame);
        if (asking && !answered && context != null) {
            context.executor()
                    .schedule(this::ask, RETRY_MILLIS, TimeUnit.MILLISECONDS)
                    .addListener(EventLoops::rethrow);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        if (!load.finished()) {
            load.tally().error("a connection was closed by the system");
            load.done();
        }
        super.channelInactive(ctx);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        load.tally().error(cause.toString());
        ctx.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
    }

    private void write(String frame) {
        if (context != null) {
            context.writeAndFlush(new TextWebSocketFrame(frame)).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }
    }
}
