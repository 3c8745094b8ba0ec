package dev.verbatim.chat.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.chat.wire.CloseCode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageAssemblerTest {
    private final List<String> texts = new ArrayList<>();
    private final List<CloseCode> refusals = new ArrayList<>();
    private final MessageAssembler messages = new MessageAssembler(10, texts::add, refusals::add);

    private static WebSocketFrame more(byte[] bytes, boolean last) {
        return WebSocketFrame.continuationFrame(Buffer.buffer(bytes), last);
    }

    @Test
    void putsFramesTogether() {
        messages.take(WebSocketFrame.textFrame("one", true));
        messages.take(WebSocketFrame.textFrame("t", false));
        messages.take(WebSocketFrame.pingFrame(Buffer.buffer("ping")));
        messages.take(more(new byte[] {'w'}, false));
        messages.take(more(new byte[] {'o'}, true));
        messages.take(WebSocketFrame.binaryFrame(Buffer.buffer("three"), true));

        assertThat(texts).containsExactly("one", "two", "three");
    }

    @Test
    void aCharacterMayBeSplitBetweenFrames() {
        messages.take(WebSocketFrame.binaryFrame(Buffer.buffer(new byte[] {(byte) 0xc3}), false));
        messages.take(more(new byte[] {(byte) 0xa9}, true));

        assertThat(texts).containsExactly("é");
    }

    @Test
    void aMessageMayBeginWithNothing() {
        messages.take(WebSocketFrame.textFrame("", false));
        messages.take(more(new byte[0], false));
        messages.take(more(new byte[] {'a'}, false));
        messages.take(more(new byte[] {'b'}, true));

        assertThat(texts).containsExactly("ab");
    }

    @Test
    void invalidUtf8EndsIt() {
        messages.take(
                WebSocketFrame.binaryFrame(Buffer.buffer(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}), true));
        messages.take(WebSocketFrame.textFrame("more", true));

        assertThat(refusals).containsExactly(CloseCode.NOT_UTF8);
        assertThat(texts).isEmpty();
    }

    @Test
    void tooMuchEndsItBeforeTheLastFrame() {
        messages.take(WebSocketFrame.textFrame("0123456789", false));
        assertThat(refusals).isEmpty();

        messages.take(more(new byte[] {'x'}, false));

        assertThat(refusals).containsExactly(CloseCode.TOO_LARGE);
    }
}
