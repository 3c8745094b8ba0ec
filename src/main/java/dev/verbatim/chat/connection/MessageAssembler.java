package dev.verbatim.chat.connection;

import dev.verbatim.chat.wire.CloseCode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts a client's WebSocket frames together to messages, bounded in size, and reads them strictly: RFC 6455 §8.1 wants a text that is
 * not UTF-8 to end the connection, where Vert.x would put U+FFFD in its place. Binary messages are read as text.
 */
final class MessageAssembler {
    private final int maxBytes;
    private final Consumer<String> onText;
    private final Consumer<CloseCode> onRefused;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private @Nullable Buffer begun;
    private boolean refused;

    MessageAssembler(int maxBytes, Consumer<String> onText, Consumer<CloseCode> onRefused) {
        this.maxBytes = maxBytes;
        this.onText = onText;
        this.onRefused = onRefused;
    }

    /** Takes the next frame; control frames are no part of a message. */
    void take(WebSocketFrame frame) {
        if (refused || !(frame.isText() || frame.isBinary() || frame.isContinuation())) {
            return;
        }
        Buffer data = frame.binaryData();
        Buffer soFar = begun;
        if (soFar != null) {
            data = soFar.appendBuffer(data);
        }
        if (data.length() > maxBytes) {
            refuse(CloseCode.TOO_LARGE);
        } else if (frame.isFinal()) {
            begun = null;
            deliver(data);
        } else {
            // Not a copy: that of nothing could not be added to.
            begun = soFar == null ? Buffer.buffer().appendBuffer(data) : soFar;
        }
    }

    private void deliver(Buffer message) {
        String text;
        try {
            text = decoder.decode(ByteBuffer.wrap(message.getBytes())).toString();
        } catch (CharacterCodingException e) {
            refuse(CloseCode.NOT_UTF8);
            return;
        }
        onText.accept(text);
    }

    private void refuse(CloseCode code) {
        refused = true;
        begun = null;
        onRefused.accept(code);
    }
}
