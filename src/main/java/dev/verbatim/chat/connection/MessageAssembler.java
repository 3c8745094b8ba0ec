package dev.verbatim.chat.connection;

import dev.verbatim.chat.wire.CloseCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts a client's WebSocket frames together to messages, bounded in size, and reads them strictly: RFC 6455 §8.1 wants a text that is
 * not UTF-8 to end the connection. Binary messages are read as text.
 */
final class MessageAssembler {
    private final int maxBytes;
    private final Consumer<String> onText;
    private final Consumer<CloseCode> onRefused;
    private @Nullable ByteBuf begun;
    private boolean refused;

    MessageAssembler(int maxBytes, Consumer<String> onText, Consumer<CloseCode> onRefused) {
        this.maxBytes = maxBytes;
        this.onText = onText;
        this.onRefused = onRefused;
    }

    /** Takes the next frame, which stays the caller's; control frames are no part of a message. */
    void take(WebSocketFrame frame) {
        boolean data = frame instanceof TextWebSocketFrame
                || frame instanceof BinaryWebSocketFrame
                || frame instanceof ContinuationWebSocketFrame;
        if (refused || !data) {
            return;
        }
        ByteBuf soFar = begun;
        int bytes = frame.content().readableBytes() + (soFar == null ? 0 : soFar.readableBytes());
        if (bytes > maxBytes) {
            refuse(CloseCode.TOO_LARGE);
        } else if (soFar == null && frame.isFinalFragment()) {
            deliver(frame.content());
        } else {
            append(soFar == null ? Unpooled.buffer(bytes) : soFar, frame);
        }
    }

    private void append(ByteBuf message, WebSocketFrame frame) {
        message.writeBytes(frame.content());
        begun = message;
        if (frame.isFinalFragment()) {
            begun = null;
            deliver(message);
        }
    }

    private void deliver(ByteBuf message) {
        if (ByteBufUtil.isText(message, StandardCharsets.UTF_8)) {
            onText.accept(message.toString(StandardCharsets.UTF_8));
        } else {
            refuse(CloseCode.NOT_UTF8);
        }
    }

    private void refuse(CloseCode code) {
        refused = true;
        begun = null;
        onRefused.accept(code);
    }
}
