package dev.verbatim.chat.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonTextTest {
    @Test
    void writesWhatAJsonReaderReads() {
        Frame frame = JsonText.event("x", "{\"a\":1}")
                .put("text", "a\"b\\c\n\r\t\u0000\u001f\u007f</script>\u2028é\uD83D\uDE00")
                .put("none", (String) null)
                .put("number", -7L)
                .put("flag", true)
                .json("raw", "1.5")
                .array("list")
                .object(null)
                .put("a", 1)
                .endObject()
                .object(null)
                .endObject()
                .endArray()
                .object("nested")
                .endObject()
                .put("last", "")
                .frame();

        JsonObject data = new JsonObject(frame.text()).getJsonObject("data");
        assertThat(new JsonObject(frame.text()).getJsonObject("ref")).isEqualTo(new JsonObject().put("a", 1));
        assertThat(data.getString("text")).isEqualTo("a\"b\\c\n\r\t\u0000\u001f\u007f</script>\u2028é\uD83D\uDE00");
        assertThat(data.containsKey("none")).isFalse();
        assertThat(data.getLong("number")).isEqualTo(-7);
        assertThat(data.getJsonArray("list"))
                .isEqualTo(new JsonArray().add(new JsonObject().put("a", 1)).add(new JsonObject()));
        assertThat(data.getString("last")).isEmpty();
    }

    @Test
    void everyCharacterSurvivesAlsoHalfOfAPair() {
        for (int c = 0; c <= Character.MAX_VALUE; c++) {
            String text = "a" + (char) c + "b" + (char) c;
            StringBuilder out = new StringBuilder("{\"t\":");
            JsonText.quote(out, text, 0, text.length());
            byte[] wire = out.append('}').toString().getBytes(StandardCharsets.UTF_8);
            assertThat(new JsonObject(new String(wire, StandardCharsets.UTF_8)).getString("t"))
                    .isEqualTo(text);
        }
    }

    @Test
    void quotesAPartOfAText() {
        StringBuilder out = new StringBuilder();

        JsonText.quote(out, "ab\uD83D\uDE00cd", 1, 3);

        assertThat(out).hasToString("\"b\\ud83d\"");
    }

    @Test
    void countsBytesAsUtf8Does() {
        for (String text : new String[] {"", "abc", "é", "한국어", "\uD83D\uDE00x"}) {
            assertThat(Frame.of(text).bytes()).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
        }
    }
}
