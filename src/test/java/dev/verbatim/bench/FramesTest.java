package dev.verbatim.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class FramesTest {
    @Test
    void findsTheTextOfADelta() {
        assertThat(deltaText("{\"event\":\"stream\",\"data\":{\"offset\":0,\"token\":\"abc\",\"kind\":\"text\"}}"))
                .isEqualTo("abc");
    }

    @Test
    void anEscapedQuoteDoesNotEndTheText() {
        assertThat(deltaText("{\"token\":\"a\\\"b\\\\\",\"offset\":0}")).isEqualTo("a\\\"b\\\\");
    }

    @Test
    void aTextThatWasCutEndsWithItsFrame() {
        assertThat(deltaText("{\"token\":\"abc\\")).isEqualTo("abc\\");
    }

    @Test
    void theMarkWithinATextIsNoDelta() {
        byte[] frame = bytes("{\"event\":\"message\",\"data\":{\"text\":\"\\\"token\\\":\\\"x\"}}");

        assertThat(Frames.tokenStart(frame, frame.length)).isNegative();
    }

    @Test
    void readsNothingBeyondTheFramesLength() {
        byte[] scratch = bytes("{\"event\":\"sent\"}\"token\":\"old\"");

        assertThat(Frames.tokenStart(scratch, "{\"event\":\"sent\"}".length())).isNegative();
    }

    @Test
    void sendNamesRoomTextAndModel() throws IOException {
        byte[] frame = bytes(Frames.send("room", "hello \"you\"", "bench-t1-d0"));

        JsonNode sent = Frames.parse(frame, frame.length);

        assertThat(sent.path("event").asText()).isEqualTo("send");
        assertThat(sent.path("data").path("roomId").asText()).isEqualTo("room");
        assertThat(sent.path("data").path("text").asText()).isEqualTo("hello \"you\"");
        assertThat(sent.path("data").path("model").asText()).isEqualTo("bench-t1-d0");
    }

    private static String deltaText(String frame) {
        byte[] bytes = bytes(frame);
        int from = Frames.tokenStart(bytes, bytes.length);
        return new String(bytes, from, Frames.textEnd(bytes, from, bytes.length) - from, UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
