package dev.verbatim.chat.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.chat.wire.CloseCode;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageAssemblerTest {
    private final List<String> texts = new ArrayList<>();
    private final List<CloseCode> refusals = new ArrayList<>();
    private final MessageAssembler messages = new MessageAssembler(10, texts::add, refusals::add);

    private static WebSocketFrame more(byte[] bytes, boolean last) {
        return new ContinuationWebSocketFrame(last, 0, Unpooled.wrappedBuffer(bytes));
    }

    private static WebSocketFrame text(String text, boolean last) {
        return new TextWebSocketFrame(last, 0, text);
    }

    private static WebSocketFrame binary(byte[] bytes, boolean last) {
        return new BinaryWebSocketFrame(last, 0, Unpooled.wrappedBuffer(bytes));
    }

    @Test
    void putsFramesTogether() {
        messages.take(text("one", true));
        messages.take(text("t", false));
        messages.take(new PingWebSocketFrame(Unpooled.copiedBuffer("ping", StandardCharsets.UTF_8)));
        messages.take(more(new byte[] {'w'}, false));
        messages.take(more(new byte[] {'o'}, true));
        messages.take(binary("three".getBytes(StandardCharsets.UTF_8), true));

        assertThat(texts).containsExactly("one", "two", "three");
    }

    @Test
    void aCharacterMayBeSplitBetweenFrames() {
        messages.take(binary(new byte[] {(byte) 0xc3}, false));
        messages.take(more(new byte[] {(byte) 0xa9}, true));

        assertThat(texts).containsExactly("é");
    }

    @Test
    void aMessageMayBeginWithNothing() {
        messages.take(text("", false));
        messages.take(more(new byte[0], false));
        messages.take(more(new byte[] {'a'}, false));
        messages.take(more(new byte[] {'b'}, true));

        assertThat(texts).containsExactly("ab");
    }

    @Test
    void invalidUtf8EndsIt() {
        messages.take(binary(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}, true));
        messages.take(text("more", true));

        assertThat(refusals).containsExactly(CloseCode.NOT_UTF8);
        assertThat(texts).isEmpty();
    }

    @Test
    void tooMuchEndsItBeforeTheLastFrame() {
        messages.take(text("0123456789", false));
        assertThat(refusals).isEmpty();

        messages.take(more(new byte[] {'x'}, false));

        assertThat(refusals).containsExactly(CloseCode.TOO_LARGE);
    }
}
