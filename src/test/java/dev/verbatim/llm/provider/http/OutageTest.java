package dev.verbatim.llm.provider.http;

import static dev.verbatim.llm.provider.CallRecorder.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.verbatim.config.Catalogue;
import dev.verbatim.config.ProviderEntry;
import dev.verbatim.config.ProviderLimits;
import dev.verbatim.config.RoutingSettings;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.llm.provider.CallRecorder;
import dev.verbatim.llm.provider.ProviderDirectory;
import dev.verbatim.llm.provider.Route;
import dev.verbatim.testing.FaultyProvider;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A provider that is away for a minute and comes back, with another one beside it, by a clock of the test's own. */
class OutageTest {
    private static final int LEAST_FAILURES = 5;
    private static final long REST_MS = 10_000;
    private static final String MODEL = "answer-2";

    private final Vertx vertx = Vertx.vertx();
    private final ManualClock clock = new ManualClock(vertx);
    private final List<String> news = new CopyOnWriteArrayList<>();
    private volatile boolean away = true;
    private final AtomicInteger knocks = new AtomicInteger();
    private final FaultyProvider second = await(FaultyProvider.start(vertx));
    private final FaultyProvider primary = await(FaultyProvider.start(vertx));
    private final NetServer door =
            await(vertx.createNetServer().connectHandler(this::knocked).listen(0, "127.0.0.1"));
    private final ProviderDirectory directory = directory();

    @AfterEach
    void close() {
        directory.close();
        await(vertx.close());
    }

    private ProviderDirectory directory() {
        ProviderLimits limits = new ProviderLimits(ProviderHouse.PATIENT, 10, LEAST_FAILURES, 30_000, REST_MS);
        RoutingSettings routing = new RoutingSettings(List.of(), 50, 60_000, 500, 10, 10_000, "");
        ProviderSetup setup = new ProviderSetup(
                clock, limits, routing, (name, key, state) -> news.add(name + " " + state), clock::nanos);
        Catalogue catalogue =
                new Catalogue(List.of(entry("primary", door.actualPort()), entry("second", second.port())), List.of());
        return Providers.create(setup, catalogue, new Preference(() -> 0));
    }

    private static ProviderEntry entry(String name, int port) {
        return new ProviderEntry(
                name, "openai", "http://127.0.0.1:" + port + "/v1", "KEY", "k", MODEL, List.of("*"), "max_tokens");
    }

    /** Asks as a reply does: the next route where one fails before its first token. */
    private String servedBy() {
        for (Route route : directory.routes(List.of(MODEL))) {
            CallRecorder call = CallRecorder.open(vertx.getOrCreateContext(), route.provider(), route.model());
            if (call.end().status() == EndStatus.COMPLETE) {
                return route.providerName() + (route.fallback() ? "!" : "");
            }
        }
        return "nobody";
    }

    /** The primary's door: shut in the caller's face while it is away. */
    private void knocked(NetSocket caller) {
        if (away) {
            knocks.incrementAndGet();
            caller.close();
            return;
        }
        caller.pause();
        vertx.createNetClient().connect(primary.port(), "127.0.0.1").onSuccess(inside -> {
            caller.pipeTo(inside);
            inside.pipeTo(caller);
        });
    }

    @Test
    void theFallbackServesAfterTheFirstFailuresWithOneProbePerRestAndThePrimaryIsBackInTime() {
        List<Integer> knocksBySecond = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            assertThat(servedBy()).isEqualTo("second!");
            knocksBySecond.add(knocks.get());
            clock.pass(1_000);
        }

        assertThat(knocksBySecond.subList(0, LEAST_FAILURES)).containsExactly(1, 2, 3, 4, 5);
        int probes = knocks.get() - LEAST_FAILURES;
        assertThat(probes).isBetween(4, 6);
        for (int from = 0; from + REST_MS / 1_000 < knocksBySecond.size(); from++) {
            int within = knocksBySecond.get(from + (int) (REST_MS / 1_000) - 1) - knocksBySecond.get(from);
            assertThat(from < LEAST_FAILURES ? 0 : within).isLessThanOrEqualTo(1);
        }

        away = false;
        int seconds = 0;
        while (!servedBy().equals("primary")) {
            clock.pass(1_000);
            seconds++;
            assertThat(seconds).isLessThanOrEqualTo(30);
        }
        await().until(() -> news.get(news.size() - 1).equals("primary USABLE"));
        assertThat(servedBy()).isEqualTo("primary");
        assertThat(news).startsWith("primary RESTING", "primary PROBING", "primary RESTING");
        assertThat(news).endsWith("primary PROBING", "primary USABLE");
    }

    @Test
    void aProbeThatHangsHoldsBackNobodyAndItsTimeoutOpensTheBreakerAgain() {
        for (int i = 0; i < LEAST_FAILURES; i++) {
            assertThat(servedBy()).isEqualTo("second!");
        }
        away = false;
        clock.pass(REST_MS);
        await().until(() -> news.contains("primary PROBING"));
        Route first = directory.routes(List.of(MODEL)).get(0);
        assertThat(first.providerName()).isEqualTo("primary");

        CallRecorder probe = CallRecorder.open(vertx.getOrCreateContext(), first.provider(), "silent-first");
        await().until(() -> primary.attempts().size() == 1);

        assertThat(servedBy()).isEqualTo("second!");
        clock.pass(ProviderHouse.PATIENT.firstTokenMs());
        probe.assertFailed(EndStatus.FAILED, FailureCode.TIMEOUT);
        await().until(() -> news.get(news.size() - 1).equals("primary RESTING"));
        assertThat(servedBy()).isEqualTo("second!");
        clock.pass(REST_MS);
        await().until(() -> news.get(news.size() - 1).equals("primary PROBING"));
        assertThat(servedBy()).isEqualTo("primary");
    }

    @Test
    void aLongAnswerThatIsAProbeHoldsBackNobodyAfterItsFirstToken() {
        for (int i = 0; i < LEAST_FAILURES; i++) {
            servedBy();
        }
        away = false;
        clock.pass(REST_MS);
        await().until(() -> news.contains("primary PROBING"));

        CallRecorder probe = CallRecorder.open(
                vertx.getOrCreateContext(), directory.resolve(MODEL).provider(), "endless");
        await(probe.firstDelta());
        await().until(() -> news.contains("primary USABLE"));

        assertThat(servedBy()).isEqualTo("primary");
        assertThat(probe.hasEnded()).isFalse();
        await(probe.cancel());
    }

    @Test
    void oneSuccessInFiveDoesNotHideTheFailures() {
        RateWindow window = new RateWindow(30_000, clock::nanos);

        for (int i = 0; i < LEAST_FAILURES; i++) {
            assertThat(window.isBad(LEAST_FAILURES, 50)).isFalse();
            window.failed();
            if (i == 1) {
                window.succeeded();
            }
        }

        assertThat(window.isBad(LEAST_FAILURES, 50)).isTrue();
        clock.pass(31_000);
        assertThat(window.isBad(1, 1)).isFalse();
    }

    @Test
    void fewFailuresAmongManySuccessesAreBorne() {
        RateWindow window = new RateWindow(30_000, clock::nanos);

        for (int i = 0; i < 4 * LEAST_FAILURES; i++) {
            window.succeeded();
            if (i % 3 == 0) {
                window.failed();
            }
        }

        assertThat(window.isBad(LEAST_FAILURES, 50)).isFalse();
        assertThat(window.isBad(LEAST_FAILURES, 25)).isTrue();
    }
}
