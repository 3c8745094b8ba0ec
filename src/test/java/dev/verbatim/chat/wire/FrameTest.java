package dev.verbatim.chat.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameTest {
    private static String decoded(byte[] frame) {
        EmbeddedChannel client = new EmbeddedChannel(new WebSocket13FrameDecoder(false, false, Integer.MAX_VALUE));
        ByteBuf wire = Unpooled.wrappedBuffer(frame);
        client.writeInbound(wire);
        TextWebSocketFrame text = client.readInbound();
        try {
            assertThat(text.isFinalFragment()).isTrue();
            return text.text();
        } finally {
            text.release();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 127, 65_535, 65_536, 200_000})
    void isOneTextFrameOfAnyLength(int length) {
        String text = "x".repeat(length);

        assertThat(decoded(Frame.of(text).webSocket())).isEqualTo(text);
    }

    @Test
    void isEncodedOnce() {
        Frame frame = Frame.of("가나다");

        assertThat(frame.webSocket()).isSameAs(frame.webSocket());
        assertThat(frame.sockJs()).isSameAs(frame.sockJs());
        assertThat(decoded(frame.sockJs().webSocket())).isEqualTo("a[\"가나다\"]");
    }
}
