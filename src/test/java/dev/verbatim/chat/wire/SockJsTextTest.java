package dev.verbatim.chat.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SockJsTextTest {
    @Test
    void readsNoneOneOrMany() {
        assertThat(SockJsText.read("")).isEmpty();
        assertThat(SockJsText.read("[]")).isEmpty();
        assertThat(SockJsText.read("\"a\"")).containsExactly("a");
        assertThat(SockJsText.read(" [ \"a\" , \"b\\u0000\" ] ")).containsExactly("a", "b\0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "1",
                "null",
                "true",
                "[1]",
                "[null]",
                "[\"a\",null,\"b\"]",
                "[[]]",
                "[\"a\",[\"b\"]]",
                "[\"a\"",
                "[\"a\"]]",
                "[\"a\"][\"b\"]",
                "\"a\"\"b\"",
                "\"a",
                "[\"a\",]",
                "o"
            })
    void whatElseThereIsIsNone(String sent) {
        assertThat(SockJsText.read(sent)).isNull();
        assertThat(SockJsText.read(sent.getBytes(StandardCharsets.UTF_8))).isNull();
    }

    @Test
    void bytesThatAreNoUtf8AreNone() {
        assertThat(SockJsText.read("[\"é\"]".getBytes(StandardCharsets.UTF_8))).containsExactly("é");
        assertThat(SockJsText.read("[\"é\"]".getBytes(StandardCharsets.ISO_8859_1)))
                .isNull();
    }

    @Test
    void aMessageIsAnArrayOfOneString() {
        String text = "{\"a\":\"\\n \u2028 😀 \uD83D\"}";

        String message = SockJsText.message(text);

        assertThat(message).startsWith("a[");
        assertThat(new JsonArray(message.substring(1)).getString(0)).isEqualTo(text);
        assertThat(new String(message.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .isEqualTo(message);
    }
}
