package dev.verbatim.llm.sse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The clauses of the WHATWG standard's section on parsing an event stream, each cut at every byte. */
class SseParserTest {
    private static final int MAX = 1 << 20;

    static Stream<Arguments> clauses() {
        return Stream.of(
                clause("an LF ends a line", "data: a\n\n", "message=a"),
                clause("a CR ends a line", "data: a\r\rdata: b\r\r", "message=a", "message=b"),
                clause("a CRLF ends a line once", "data: a\r\n\r\ndata: b\r\n\r\n", "message=a", "message=b"),
                clause(
                        "line ends may be mixed",
                        "data: a\r\n\ndata: b\n\r\ndata: c\r\n\r",
                        "message=a",
                        "message=b",
                        "message=c"),
                clause("one leading BOM is skipped", "\uFEFFdata: a\n\n", "message=a"),
                clause("a second BOM belongs to the field", "\uFEFF\uFEFFdata: a\n\ndata: b\n\n", "message=b"),
                clause("part of a BOM is no BOM", "\u00EFdata: a\n\ndata: b\n\n", "message=b"),
                clause("lines of data are joined by LF", "data: a\ndata: b\ndata:\ndata: c\n\n", "message=a\nb\n\nc"),
                clause(
                        "one space after the colon is dropped",
                        "data:a\n\ndata: b\n\ndata:  c\n\n",
                        "message=a",
                        "message=b",
                        "message= c"),
                clause("data without a colon is an empty line", "data\n\ndata\ndata\n\n", "message=", "message=\n"),
                clause("an empty data line is an event", "data:\n\n", "message="),
                clause("a comment says nothing", ": hello\n\n:\n\ndata: a\n: in between\ndata: b\n\n", "message=a\nb"),
                clause("the event field names the event", "event: ping\ndata: {}\n\n", "ping={}"),
                clause("the name holds for one event", "event: x\ndata: a\n\ndata: b\n\n", "x=a", "message=b"),
                clause("the last name counts", "event: x\nevent: y\ndata: a\n\n", "y=a"),
                clause("an empty name is the default", "event: x\nevent:\ndata: a\n\n", "message=a"),
                clause("the name may follow the data", "data: a\nevent: x\n\n", "x=a"),
                clause("a name without data is no event", "event: x\n\ndata: a\n\n", "message=a"),
                clause("id and retry are passed over", "id: 1\nretry: soon\nid\ndata: a\n\n", "message=a"),
                clause(
                        "unknown fields are passed over",
                        "datax: no\ndat: no\nDATA: no\n data: no\ndata: a\n\n",
                        "message=a"),
                clause("blank lines dispatch once", "\n\n\ndata: a\n\n\n\n\n", "message=a"),
                clause("a colon in the value stays", "data: a:b: c\n\n", "message=a:b: c"),
                clause("an event without its blank line is dropped", "data: a\n\ndata: b\n", "message=a"),
                clause("a line without its end is dropped", "data: a\n\ndata: b", "message=a"),
                clause("text beyond ASCII stays whole", "event: 눈\ndata: 안녕 🙂\n\n", "눈=안녕 🙂"),
                clause("NUL is data", "data: a\u0000b\n\n", "message=a\u0000b"));
    }

    private static Arguments clause(String fact, String stream, String... events) {
        return Arguments.of(fact, stream, List.of(events));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("clauses")
    void parsesWhole(String fact, String stream, List<String> expected) {
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);

        Recorder recorder = new Recorder(MAX).feed(bytes, 0, bytes.length);

        assertThat(recorder.events).as(fact).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("clauses")
    void parsesCutInTwoAtEveryByte(String fact, String stream, List<String> expected) {
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= bytes.length; cut++) {

            Recorder recorder = new Recorder(MAX).feed(bytes, 0, cut).feed(bytes, cut, bytes.length);

            assertThat(recorder.events).as("%s, cut at %d", fact, cut).isEqualTo(expected);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("clauses")
    void parsesOneByteAtATime(String fact, String stream, List<String> expected) {
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
        Recorder recorder = new Recorder(MAX);

        for (int i = 0; i < bytes.length; i++) {
            recorder.feed(bytes, i, i + 1);
        }

        assertThat(recorder.events).as(fact).isEqualTo(expected);
    }

    @Test
    void neverReadsOutsideWhatItIsFed() {
        byte[] bytes = "data: x\n\ndata: a\n\ndata: y\n\n".getBytes(StandardCharsets.UTF_8);

        Recorder recorder = new Recorder(MAX).feed(bytes, 9, 18);

        assertThat(recorder.events).containsExactly("message=a");
    }

    @Test
    void keepsDataOfEarlierFeedsWhenTheirArrayIsReused() {
        byte[] reused = "data: a\n".getBytes(StandardCharsets.UTF_8);
        Recorder recorder = new Recorder(MAX).feed(reused, 0, reused.length);
        Arrays.fill(reused, (byte) 'x');

        recorder.feed("\n".getBytes(StandardCharsets.UTF_8), 0, 1);

        assertThat(recorder.events).containsExactly("message=a");
    }

    @Test
    void takesAnEventOfExactlyTheLimit() {
        byte[] bytes = "data: 1234567890\n\n".getBytes(StandardCharsets.UTF_8);

        Recorder recorder = new Recorder(16).feed(bytes, 0, bytes.length);

        assertThat(recorder.accepted).isTrue();
        assertThat(recorder.events).containsExactly("message=1234567890");
    }

    @ParameterizedTest
    @MethodSource("tooLong")
    void refusesWhatIsLongerThanTheLimit(String stream) {
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
        for (int step : new int[] {1, 7, bytes.length}) {
            Recorder recorder = new Recorder(16);

            for (int from = 0; from < bytes.length; from += step) {
                recorder.feed(bytes, from, Math.min(bytes.length, from + step));
            }

            assertThat(recorder.accepted).as("fed %d at a time", step).isFalse();
            assertThat(recorder.events).containsExactly("message=a");
        }
    }

    static Stream<String> tooLong() {
        return Stream.of(
                "data: a\n\ndata: 12345678901\n\ndata: b\n\n",
                "data: a\n\ndata: 12345678\ndata: 12345678\n\ndata: b\n\n",
                "data: a\n\n: a comment of any length\n\ndata: b\n\n",
                "data: a\n\n12345678901234567");
    }

    private static final class Recorder {
        private final List<String> events = new ArrayList<>();
        private final SseParser parser;
        private boolean accepted = true;

        private Recorder(int maxBytes) {
            parser = new SseParser(this::record, maxBytes);
        }

        private void record(String name, byte[] bytes, int offset, int length) {
            events.add(name + "=" + new String(bytes, offset, length, StandardCharsets.UTF_8));
        }

        private Recorder feed(byte[] bytes, int from, int to) {
            accepted = parser.feed(bytes, from, to - from) && accepted;
            return this;
        }
    }
}
