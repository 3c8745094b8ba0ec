package dev.verbatim.llm.provider.http;

import static dev.verbatim.llm.provider.CallRecorder.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.verbatim.config.Catalogue;
import dev.verbatim.config.ProviderLimits;
import dev.verbatim.config.ProviderTimeouts;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.llm.provider.CallRecorder;
import dev.verbatim.llm.provider.ProviderDirectory;
import dev.verbatim.llm.provider.WellFormed;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Answers that drip, by a clock of the test's own (FAULTS A21): while content moves only the total ends them. */
class SlowAnswersTest {
    private static final int TOTAL_S = 600;
    private static final long TOTAL_MS = TOTAL_S * 1_000;
    private static final ProviderTimeouts TIMEOUTS = new ProviderTimeouts(5_000, 20_000, 20_000, 5_000, TOTAL_MS);
    private static final String END =
            "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";

    private final Vertx vertx = Vertx.vertx();
    private final ManualClock clock = new ManualClock(vertx);
    private final Promise<NetSocket> caller = Promise.promise();
    private final NetServer server =
            await(vertx.createNetServer().connectHandler(this::connected).listen(0, "127.0.0.1"));
    private final ProviderDirectory directory = directory();

    private void connected(NetSocket socket) {
        socket.exceptionHandler(expected -> {});
        socket.handler(request -> caller.tryComplete(socket));
    }

    private ProviderDirectory directory() {
        ProviderLimits limits = new ProviderLimits(TIMEOUTS, 10, 3, 60_000, 60_000);
        ProviderSetup setup =
                new ProviderSetup(clock, limits, ProviderHouse.routing(limits), (name, key, state) -> {}, clock::nanos);
        String url = "http://127.0.0.1:" + server.actualPort() + "/v1";
        Catalogue catalogue = new Catalogue(List.of(ProviderHouse.entry("openai", url)), List.of());
        return Providers.create(setup, catalogue, new Preference(() -> 0));
    }

    @AfterEach
    void close() {
        directory.close();
        await(vertx.close());
    }

    private CallRecorder ask() {
        CallRecorder call = CallRecorder.open(
                vertx.getOrCreateContext(), directory.resolve(null).provider(), "answer");
        say(HostileServer.STREAM);
        return call;
    }

    private void say(String bytes) {
        await(await(caller.future()).write(Buffer.buffer(bytes)));
    }

    private static String event(String text) {
        return "data: {\"choices\":[{\"delta\":{\"content\":\"" + text + "\"}}]}\n\n";
    }

    @Test
    void oneWordASecondGoesOnForAsLongAsTheTotalAllows() {
        CallRecorder call = ask();
        StringBuilder said = new StringBuilder();
        for (int second = 0; second < TOTAL_S; second++) {
            assertThat(call.hasEnded()).isFalse();
            String word = "w" + second + " ";
            said.append(word);
            say(event(word));
            int words = second + 1;
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> call.deltas().size() == words);
            clock.pass(1_000);
        }

        call.assertFailed(EndStatus.INTERRUPTED, FailureCode.TIMEOUT);
        assertThat(call.text()).hasToString(said.toString());
        assertThat(call.end().failure().text()).contains("took too long");
    }

    @Test
    void aWordThatComesTooLateAfterTheOneBeforeItIsSilence() {
        CallRecorder call = ask();
        say(event("Hello"));
        await(call.firstDelta());

        clock.pass(TIMEOUTS.silenceMs());

        call.assertFailed(EndStatus.INTERRUPTED, FailureCode.TIMEOUT);
        assertThat(call.end().failure().text()).contains("fell silent");
    }

    @Test
    void charactersThatComeByteByByteStayWhole() {
        String text = "안녕, \uD83C\uDF0D! caf\u00e9 \uD83D\uDC69\u200D\uD83D\uDE80";
        CallRecorder call = ask();

        for (byte each : (event(text) + END).getBytes(StandardCharsets.UTF_8)) {
            await(await(caller.future()).write(Buffer.buffer(new byte[] {each})));
        }

        assertThat(call.end().status()).isEqualTo(EndStatus.COMPLETE);
        assertThat(call.text()).isEqualTo(text);
        assertThat(call.deltas())
                .allSatisfy(delta -> assertThat(WellFormed.of(delta)).isEqualTo(delta));
    }
}
