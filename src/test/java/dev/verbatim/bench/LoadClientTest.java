package dev.verbatim.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.verbatim.testing.Patience;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class LoadClientTest {
    private final ByteArrayOutputStream progress = new ByteArrayOutputStream();

    @Test
    void seesEveryTokenThatTheProviderWroteThroughTheRelay(Vertx vertx) throws Exception {
        try (FastProvider provider = new FastProvider(0)) {
            int port = relay(vertx, provider.port());

            LoadResult result = run(port, provider.port(), scenario("max", 4, 50, 0));

            assertThat(result.faults()).isEqualTo(LoadResult.Faults.NONE);
            assertThat(result.windows()).hasSize(2);
            assertThat(result.windows())
                    .allSatisfy(window -> assertThat(window.counts().tokens()).isPositive());
            assertThat(progress.toString(StandardCharsets.UTF_8)).contains("window 2 of 2");
        }
    }

    @Test
    void pacedAnswersArriveWholeToo(Vertx vertx) throws Exception {
        try (FastProvider provider = new FastProvider(0)) {
            int port = relay(vertx, provider.port());

            LoadResult result = run(port, provider.port(), scenario("stream", 4, 20, 2_000));

            assertThat(result.faults().none()).as("%s", result.faults()).isTrue();
        }
    }

    @Test
    void everyViewerOfARoomSeesEveryToken(Vertx vertx) throws Exception {
        try (FastProvider provider = new FastProvider(0)) {
            int port = relay(vertx, provider.port());

            LoadResult result = run(port, provider.port(), scenario("fanout-max", 5, 50, 0));

            assertThat(result.faults()).isEqualTo(LoadResult.Faults.NONE);
            assertThat(result.entry().connections()).isEqualTo(5);
            assertThat(result.windows()).allSatisfy(window -> {
                assertThat(window.counts().replies()).isPositive();
                assertThat(window.times().spread().max()).isPositive();
            });
            assertThat(result.after().heap()).isPositive();
        }
    }

    @Test
    void nobodyWaitsForStalledViewers(Vertx vertx) throws Exception {
        try (FastProvider provider = new FastProvider(0)) {
            int port = relay(vertx, provider.port());

            LoadResult result = run(
                    port,
                    provider.port(),
                    scenario("fanout-stalled", 4, 20, 1_000).withStalledPercent(25));

            assertThat(result.faults()).isEqualTo(LoadResult.Faults.NONE);
            assertThat(result.entry().stalled()).isEqualTo(1);
            assertThat(result.windows())
                    .allSatisfy(window -> assertThat(window.counts().replies()).isPositive());
        }
    }

    @Test
    void idleVisitorsJoinAndAskNothing(Vertx vertx) throws Exception {
        try (FastProvider provider = new FastProvider(0)) {
            int port = relay(vertx, provider.port());

            LoadResult result = run(port, provider.port(), scenario("idle", 300, 1, 0));

            assertThat(result.faults()).isEqualTo(LoadResult.Faults.NONE);
            assertThat(result.entry().perSecond()).isPositive();
            assertThat(result.before().resident()).isPositive();
        }
    }

    @Test
    void givesUpWhenEveryAnswerFails(Vertx vertx) throws Exception {
        try (FastProvider provider = new FastProvider(0)) {
            int port = relay(vertx, PinnedProcess.freePort());

            assertThatIllegalStateException()
                    .isThrownBy(() -> run(port, provider.port(), scenario("max", 1, 50, 0)))
                    .withMessageStartingWith("too many errors")
                    .withMessageContaining("refused");
        }
    }

    @Test
    void requestsThatAreNotAsManyAsAnswersAreAFault(Vertx vertx) throws Exception {
        try (FastProvider provider = new FastProvider(0);
                FastProvider silent = new FastProvider(0)) {
            int port = relay(vertx, provider.port());

            LoadResult result = run(port, silent.port(), scenario("max", 1, 50, 0));

            assertThat(result.faults().errors()).isEqualTo(1);
            assertThat(result.faults().firstError()).startsWith("the provider had 0 requests for ");
        }
    }

    private LoadResult run(int port, int providerPort, Scenario scenario) throws Exception {
        long pid = ProcessHandle.current().pid();
        LoadPlan.Processes processes = new LoadPlan.Processes(pid, pid, providerPort);
        LoadPlan plan = new LoadPlan(
                "relay", port, scenario, new LoadPlan.Timing(0, 1, 2), processes, new LoadPlan.Files("", null, null));
        PrintStream stream = new PrintStream(progress, true, StandardCharsets.UTF_8);
        return new LoadClient(plan, LoadClient.guestToken(port), Phases.RowCount.NOT_ASKED, stream).run();
    }

    private static Scenario scenario(String name, int connections, int tokens, int delayMicros) {
        return Scenario.named(name)
                .withConnections(connections)
                .withTokens(tokens)
                .withDelayMicros(delayMicros);
    }

    private static int relay(Vertx vertx, int providerPort) throws Exception {
        int port = PinnedProcess.freePort();
        vertx.deployVerticle(new BareRelayVerticle(port, providerPort))
                .toCompletionStage()
                .toCompletableFuture()
                .get(Patience.SECONDS, TimeUnit.SECONDS);
        return port;
    }
}
