package dev.verbatim.llm.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.Usage;
import dev.verbatim.contract.UsageSource;
import dev.verbatim.llm.provider.CallRecorder;
import dev.verbatim.llm.provider.ProviderEnd;
import dev.verbatim.testing.LogCapture;
import dev.verbatim.testing.Turns;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Answers that were made to do harm: each ends with a clear code, costs nothing that stays, and never brings our key to light. */
class HostileAnswersTest {
    private static final long MB = 1 << 20;
    private static final String PIECE = "x".repeat(1 << 16);
    private static final String TALKATIVE_500 =
            "HTTP/1.1 500 Oops\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n{\"error\":{\"message\":\"";
    private static final String CHUNKED =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String COUNTED = "data: {\"choices\":[{\"delta\":{\"content\":\"Half\"}}],"
            + "\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":27}}\n\n";
    private static final String FINISHED = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    private static final List<Logger> LOGGERS = Stream.of("dev.verbatim.llm", "io.vertx", "io.netty.handler")
            .map(name -> (Logger) LoggerFactory.getLogger(name))
            .toList();

    private final ProviderHouse house = new ProviderHouse(ProviderHouse.PATIENT);
    private final Turns turns = Turns.watch(house.vertx);
    private final LogCapture log = LogCapture.open();

    @BeforeEach
    void logEverything() {
        LOGGERS.forEach(logger -> logger.setLevel(Level.TRACE));
    }

    @AfterEach
    void close() {
        LOGGERS.forEach(logger -> logger.setLevel(null));
        log.close();
        turns.close();
        house.close();
    }

    private CallRecorder ask(HostileServer server) {
        return house.openAt(server.baseUrl(), "answer");
    }

    private void assertNothingLeaked(ProviderEnd end) {
        assertThat(String.valueOf(end.failure())).doesNotContain(ProviderHouse.KEY);
        assertThat(log.lines()).noneMatch(line -> line.contains(ProviderHouse.KEY));
        assertThat(turns.tooLong()).isEmpty();
    }

    private static String page(String head, String body) {
        return "HTTP/1.1 " + head + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    static Stream<Arguments> answers() {
        String login = "<html>Sign in, " + ProviderHouse.KEY + "</html>";
        String deep = HostileServer.STREAM + "data: {\"choices\":" + "[".repeat(500_000) + "\n\n";
        return Stream.of(
                Arguments.of(
                        "a login page", page("200 OK\r\nContent-Type: text/html", login), FailureCode.BAD_RESPONSE),
                Arguments.of("no content type", page("200 OK", "data: {}\n\n"), FailureCode.BAD_RESPONSE),
                Arguments.of(
                        "another content type",
                        page("200 OK\r\nContent-Type: application/octet-stream", "x"),
                        FailureCode.BAD_RESPONSE),
                Arguments.of(
                        "a redirect",
                        page("307 Go\r\nLocation: http://user:" + ProviderHouse.KEY + "@127.0.0.1/", ""),
                        FailureCode.BAD_RESPONSE),
                Arguments.of(
                        "our key in an error",
                        page(
                                "400 No\r\nContent-Type: application/json",
                                "{\"error\":{\"message\":\"Bad header: Bearer " + ProviderHouse.KEY + "\"}}"),
                        FailureCode.INVALID_REQUEST),
                Arguments.of("deep JSON", deep, FailureCode.BAD_RESPONSE),
                Arguments.of(
                        "a deep error",
                        page("500 No\r\nContent-Type: application/json", "{\"error\":".repeat(5_000)),
                        FailureCode.PROVIDER_UNAVAILABLE),
                Arguments.of(
                        "a header of 64 KB",
                        "HTTP/1.1 200 OK\r\nX-Bomb: " + PIECE + "\r\n\r\n",
                        FailureCode.BAD_RESPONSE),
                Arguments.of(
                        "ten thousand headers",
                        "HTTP/1.1 200 OK\r\n" + "X-Bomb: bomb\r\n".repeat(10_000) + "\r\n",
                        FailureCode.BAD_RESPONSE),
                Arguments.of("an endless status line", "HTTP/1.1 200 " + PIECE, FailureCode.BAD_RESPONSE),
                Arguments.of("no HTTP at all", "220 mail.example ESMTP\r\n\r\n", FailureCode.BAD_RESPONSE));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void endsWithAClearCode(String what, String bytes, FailureCode code) {
        HostileServer server = HostileServer.saying(house.vertx, bytes);

        CallRecorder call = ask(server).assertFailed(EndStatus.FAILED, code);

        assertNothingLeaked(call.end());
    }

    static Stream<Arguments> floods() {
        String stream = HostileServer.STREAM;
        String content = "data: {\"choices\":[{\"delta\":{\"content\":\"";
        return Stream.of(
                Arguments.of("an event of 64 MB", stream + content, PIECE, FailureCode.BAD_RESPONSE),
                Arguments.of("an endless line", stream, PIECE, FailureCode.BAD_RESPONSE),
                Arguments.of(
                        "an endless event of short lines", stream, "data: x\n".repeat(8_192), FailureCode.BAD_RESPONSE),
                Arguments.of("an error of 64 MB", TALKATIVE_500, PIECE, FailureCode.PROVIDER_UNAVAILABLE));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("floods")
    void aFloodIsCutOffEarlyAndLeavesNothing(String what, String first, String again, FailureCode code) {
        HostileServer server = HostileServer.repeating(house.vertx, first, again, 64 * MB);
        ask(server).assertFailed(EndStatus.FAILED, code);
        long before = usedHeap();

        for (int i = 0; i < 5; i++) {
            CallRecorder call = ask(server).assertFailed(EndStatus.FAILED, code);
            assertNothingLeaked(call.end());
        }

        assertThat(server.written()).isLessThan(6 * 32 * MB);
        assertThat(usedHeap()).isLessThan(before + Math.max(before / 10, 4 * MB));
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Test
    void aRedirectToAnotherHostIsNotFollowed() {
        HostileServer elsewhere = HostileServer.saying(house.vertx, HostileServer.STREAM);
        HostileServer server = HostileServer.saying(
                house.vertx, page("301 Moved\r\nLocation: http://localhost:" + elsewhere.port() + "/v1", ""));

        ask(server).assertFailed(EndStatus.FAILED, FailureCode.BAD_RESPONSE);

        assertThat(elsewhere.connections()).isZero();
    }

    @Test
    void whatIsNoTextBecomesTextAndTheAnswerGoesOn() {
        String events = """
                data: {"choices":[{"delta":{"content":"a\u00ffb"}}]}

                data: {"choices":[{"delta":{"content":"\\ud83d\\u0000\\u202e"}}]}

                data: {"choices":[{"delta":{},"finish_reason":"stop"}]}

                data: [DONE]

                """;
        HostileServer server = HostileServer.saying(house.vertx, HostileServer.STREAM + events);

        CallRecorder call = ask(server);

        assertThat(call.end().status()).isEqualTo(EndStatus.COMPLETE);
        assertThat(call.text()).isEqualTo("a\ufffdb\ufffd\u0000\u202e");
    }

    /** A25: nobody asked for it, so that nothing is decompressed, whole or broken. */
    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate"})
    void aCompressedAnswerIsRefusedAndNoneOfItIsText(String encoding) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out =
                encoding.equals("gzip") ? new GZIPOutputStream(compressed) : new DeflaterOutputStream(compressed)) {
            out.write(COUNTED.getBytes(StandardCharsets.UTF_8));
        }
        String body = compressed.toString(StandardCharsets.ISO_8859_1);
        HostileServer server = HostileServer.saying(
                house.vertx,
                HostileServer.STREAM.replace("Connection:", "Content-Encoding: " + encoding + "\r\nConnection:")
                        + body.substring(0, body.length() - 4));

        CallRecorder call = ask(server).assertFailed(EndStatus.FAILED, FailureCode.BAD_RESPONSE);

        assertThat(call.end().failure().text()).contains("compressed");
        assertThat(call.text()).isEmpty();
    }

    /** A25: what was counted before the body's end broke is what is billed. */
    @Test
    void aBrokenTrailerTakesNothingFromAnAnswerThatWasWhole() {
        HostileServer server = HostileServer.saying(
                house.vertx, CHUNKED + chunk(COUNTED + FINISHED) + "0\r\nX-Checksum\u0001 none\r\nHTTP\r\n\r\n");

        CallRecorder call = ask(server);

        assertThat(call.end().status()).isEqualTo(EndStatus.COMPLETE);
        assertThat(call.text()).isEqualTo("Half");
        assertThat(call.usage()).isEqualTo(new Usage(UsageSource.PROVIDER, 7, 27, 0, 0, 0));
    }

    /** A25: also where it was not. */
    @Test
    void aBodyThatBreaksAfterItsCountKeepsTheCount() {
        HostileServer server = HostileServer.saying(house.vertx, CHUNKED + chunk(COUNTED) + "nonsense\r\n");

        CallRecorder call = ask(server);

        assertThat(call.end().status()).isEqualTo(EndStatus.INTERRUPTED);
        assertThat(call.usage()).isEqualTo(new Usage(UsageSource.PROVIDER, 7, 27, 0, 0, 0));
    }

    private static String chunk(String events) {
        return Integer.toHexString(events.length()) + "\r\n" + events + "\r\n";
    }

    @Test
    void aBrokenChunkInTheMiddleInterruptsTheAnswer() {
        String event = "data: {\"choices\":[{\"delta\":{\"content\":\"Half\"}}]}\n\n";
        HostileServer server = HostileServer.saying(
                house.vertx,
                "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + Integer.toHexString(event.length()) + "\r\n" + event + "\r\nnonsense\r\n");

        CallRecorder call = ask(server);

        assertThat(call.end().status()).isEqualTo(EndStatus.INTERRUPTED);
        assertThat(call.text()).isEqualTo("Half");
        assertNothingLeaked(call.end());
    }
}
