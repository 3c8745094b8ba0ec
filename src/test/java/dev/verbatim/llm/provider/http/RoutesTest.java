package dev.verbatim.llm.provider.http;

import static dev.verbatim.llm.provider.CallRecorder.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.verbatim.config.Catalogue;
import dev.verbatim.config.ModelEntry;
import dev.verbatim.config.ProviderEntry;
import dev.verbatim.config.ProviderLimits;
import dev.verbatim.config.ProviderPlace;
import dev.verbatim.config.RoutingSettings;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.llm.provider.CallRecorder;
import dev.verbatim.llm.provider.Provider;
import dev.verbatim.llm.provider.ProviderDirectory;
import dev.verbatim.llm.provider.Route;
import dev.verbatim.testing.FaultyProvider;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which ways there are to ask for a model, and in which order. */
class RoutesTest {
    private static final long KEY_REST_MS = 60_000;
    private static final long LIMITED_REST_MS = 500;

    private final Vertx vertx = Vertx.vertx();
    private final FaultyProvider faulty = await(FaultyProvider.start(vertx));
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicReference<Double> drawn = new AtomicReference<>(0.0);
    private final List<String> news = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        faulty.close();
        await(vertx.close());
    }

    private ProviderDirectory directory(List<String> fallback, ProviderEntry... entries) {
        ProviderLimits limits = new ProviderLimits(ProviderHouse.PATIENT, 10, 3, 60_000, 60_000);
        RoutingSettings routing = new RoutingSettings(fallback, 50, KEY_REST_MS, LIMITED_REST_MS, 10, 1_000, "");
        ProviderSetup setup = new ProviderSetup(
                vertx, limits, routing, (name, key, state) -> news.add(name + key + " " + state), nanos::get);
        List<ModelEntry> models = List.of(new ModelEntry("one", "big", 1_000, 100, null));
        return Providers.create(setup, new Catalogue(List.of(entries), models), new Preference(drawn::get));
    }

    private ProviderDirectory directory(ProviderEntry... entries) {
        return directory(List.of(), entries);
    }

    private ProviderEntry entry(String name, List<String> keys, ProviderPlace place, String... patterns) {
        return new ProviderEntry(
                name,
                "openai",
                faulty.baseUrl(),
                List.of("KEY"),
                keys,
                name + "-default",
                List.of(patterns),
                "max_tokens",
                place);
    }

    private ProviderEntry entry(String name, String... patterns) {
        return entry(name, List.of("k-" + name), ProviderPlace.IN_ORDER, patterns);
    }

    private static ProviderPlace weight(int weight) {
        return new ProviderPlace(weight, true, null);
    }

    private static List<String> names(List<Route> routes) {
        return routes.stream()
                .map(route -> route.providerName() + ":" + route.model() + (route.fallback() ? "!" : ""))
                .toList();
    }

    private CallRecorder open(Provider provider, String model) {
        return CallRecorder.open(vertx.getOrCreateContext(), provider, model);
    }

    private void pass(long ms) {
        nanos.addAndGet(ms * 1_000_000);
    }

    @Test
    void aChainGoesModelByModelThroughEveryProviderThatServesItAndThenToTheFallback() {
        ProviderDirectory directory =
                directory(List.of("small"), entry("one", "big"), entry("two", "big", "small"), entry("three", "mid"));

        assertThat(names(directory.routes(List.of("big", "mid"))))
                .containsExactly("one:big", "two:big!", "three:mid!", "two:small!");
        assertThat(names(directory.routes(List.of("small")))).containsExactly("two:small");
    }

    @Test
    void whereNobodyChoseEachProviderThatMayStandInHasItsDefault() {
        ProviderDirectory directory = directory(
                entry("one", "a"), entry("two", "b"), entry("three", List.of("k"), new ProviderPlace(0, false, null)));

        assertThat(names(directory.routes(List.of()))).containsExactly("one:one-default", "two:two-default!");
    }

    @Test
    void aModelThatNobodyNamesGoesToTheDefaultProvider() {
        ProviderDirectory directory = directory(entry("one", "a"), entry("two", "b"));

        assertThat(names(directory.routes(List.of("unheard-of")))).containsExactly("one:unheard-of");
    }

    @Test
    void aModelNamedTwiceIsAskedOnce() {
        ProviderDirectory directory = directory(List.of("big"), entry("one", "big"));

        assertThat(names(directory.routes(List.of("big", "big")))).containsExactly("one:big");
    }

    @Test
    void weightedProvidersShareTheFirstOnesPlaceAndAreDrawn() {
        ProviderDirectory directory = directory(
                entry("zero", "big"),
                entry("one", List.of("k"), weight(3), "big"),
                entry("between", "big"),
                entry("two", List.of("k"), weight(1), "big"));

        drawn.set(0.74);
        assertThat(names(directory.routes(List.of("big"))))
                .containsExactly("zero:big", "one:big!", "two:big!", "between:big!");
        drawn.set(0.75);
        assertThat(names(directory.routes(List.of("big"))))
                .containsExactly("zero:big", "two:big!", "one:big!", "between:big!");
    }

    @Test
    void noneOfThoseThatShareAPlaceStandsInForAnother() {
        ProviderDirectory directory =
                directory(entry("one", List.of("k"), weight(1), "big"), entry("two", List.of("k"), weight(1), "big"));

        drawn.set(0.9);
        assertThat(names(directory.routes(List.of("big")))).containsExactly("two:big", "one:big");
    }

    @Test
    void keysTakeTurns() {
        ProviderDirectory directory =
                directory(entry("one", List.of("k-first", "k-second", "k-third"), ProviderPlace.IN_ORDER, "big"));
        List<String> used = new ArrayList<>();

        for (int i = 0; i < 4; i++) {
            List<Route> routes = directory.routes(List.of("big"));
            assertThat(routes).hasSize(3).noneMatch(Route::fallback);
            open(routes.get(0).provider(), "answer-1").assertComplete(1);
            used.add(faulty.attempts().get(i).header("authorization"));
        }

        assertThat(used).containsExactly("Bearer k-first", "Bearer k-second", "Bearer k-third", "Bearer k-first");
    }

    @Test
    void whoOnlyLooksTakesNoKeysTurn() {
        ProviderDirectory directory =
                directory(entry("one", List.of("k-first", "k-second"), ProviderPlace.IN_ORDER, "big"));

        directory.resolve("big");
        open(directory.routes(List.of("big")).get(0).provider(), "answer-1").assertComplete(1);

        assertThat(faulty.attempts().get(0).header("authorization")).isEqualTo("Bearer k-first");
    }

    @ParameterizedTest
    @ValueSource(strings = {"status-401", "quota", "status-402"})
    void aKeyThatIsRefusedOrUsedUpComesLastUntilOneRequestMayFindOut(String refusal) {
        ProviderDirectory directory =
                directory(entry("one", List.of("k-first", "k-second"), ProviderPlace.IN_ORDER, "big"));
        Provider first = directory.routes(List.of("big")).get(0).provider();

        FailureCode code = open(first, refusal).end().failure().code();

        for (int i = 0; i < 2; i++) {
            List<Route> routes = directory.routes(List.of("big"));
            assertThat(routes.get(1).provider()).isSameAs(first);
        }
        CallRecorder refused = open(first, "answer").assertFailed(EndStatus.FAILED, code);
        assertThat(refused.end().sent()).isFalse();
        assertThat(refused.end().failure().retryAfterMs()).isEqualTo(KEY_REST_MS);
        pass(KEY_REST_MS);
        open(first, "answer-1").assertComplete(1);
        assertThat(news).containsExactly("one1 OUT", "one1 USABLE");
    }

    @Test
    void aKeyWhoseQuotaEndsWithinAnAnswerIsOutToo() {
        ProviderDirectory directory =
                directory(entry("one", List.of("k-first", "k-second"), ProviderPlace.IN_ORDER, "big"));
        Provider first = directory.routes(List.of("big")).get(0).provider();

        open(first, "quota-late-2").assertFailed(EndStatus.FAILED, FailureCode.PROVIDER_QUOTA);

        assertThat(open(first, "answer").end().sent()).isFalse();
        assertThat(news).containsExactly("one1 OUT");
    }

    @Test
    void aLimitThatIsToldWithinAnAnswerRestsTheKeyForThatModelAndNotTheHost() {
        ProviderDirectory directory = directory(entry("one", "*"));
        Provider only = directory.routes(List.of("big")).get(0).provider();

        open(only, "limited-late-2").assertFailed(EndStatus.FAILED, FailureCode.PROVIDER_RATE_LIMITED);

        Failure refused = open(only, "limited-late-2").end().failure();
        assertThat(refused.code()).isEqualTo(FailureCode.PROVIDER_RATE_LIMITED);
        assertThat(refused.retryAfterMs()).isEqualTo(LIMITED_REST_MS);
        open(only, "answer-1").assertComplete(1);
        pass(LIMITED_REST_MS);
        assertThat(open(only, "limited-late-2").end().sent()).isTrue();
        assertThat(news).containsExactly("one0 LIMITED", "one0 LIMITED");
    }

    @Test
    void aLimitRestsTheKeyForThatModelAsLongAsTheProviderSaid() {
        ProviderDirectory directory =
                directory(entry("one", List.of("k-first", "k-second"), ProviderPlace.IN_ORDER, "status-429", "other"));
        Provider first = directory.routes(List.of("status-429")).get(0).provider();

        open(first, "status-429").assertFailed(EndStatus.FAILED, FailureCode.PROVIDER_RATE_LIMITED);

        assertThat(directory.routes(List.of("status-429")).get(1).provider()).isSameAs(first);
        assertThat(directory.routes(List.of("status-429")).get(1).provider()).isSameAs(first);
        Failure refused = open(first, "status-429").end().failure();
        assertThat(refused.code()).isEqualTo(FailureCode.PROVIDER_RATE_LIMITED);
        assertThat(refused.retryAfterMs()).isEqualTo(2_000);
        open(first, "answer-1").assertComplete(1);
        pass(2_000);
        assertThat(open(first, "status-429").end().sent()).isTrue();
        assertThat(news).containsExactly("one1 LIMITED", "one1 LIMITED");
    }

    @Test
    void aMissingPermissionRestsTheKeyForThatModelOnly() {
        ProviderDirectory directory = directory(entry("one", "*"));
        Provider only = directory.routes(List.of("big")).get(0).provider();

        open(only, "status-403").assertFailed(EndStatus.FAILED, FailureCode.PROVIDER_AUTH);

        assertThat(open(only, "status-403").end().sent()).isFalse();
        open(only, "answer-1").assertComplete(1);
        assertThat(news).isEmpty();
    }

    @Test
    void aHostThatRestsComesLastAndTheOthersServe() {
        ProviderDirectory directory = directory(entry("one", "*"), entry("two", "*"));
        Provider first = directory.routes(List.of("big")).get(0).provider();
        for (int i = 0; i < 3; i++) {
            open(first, "status-503").end();
        }
        await().until(() -> news.contains("one0 RESTING"));

        assertThat(names(directory.routes(List.of("big")))).containsExactly("two:big!", "one:big");
    }

    @Test
    void aProviderMayHaveTheModelsOfAnother() {
        ProviderEntry second = entry("two", List.of("k"), new ProviderPlace(0, true, "one"), "big");
        ProviderDirectory directory = directory(second);

        assertThat(directory.resolve("big").limits().contextWindow()).isEqualTo(1_000);
    }

    @Test
    void aChainIsBoundedAndHoldsOnlyNamesThatModelsCanHave() {
        ProviderDirectory directory = directory(entry("one", "*"));

        assertThat(names(directory.routes(List.of("a\r\nb", "fine")))).containsExactly("one:fine");
        for (List<String> bad : List.of(List.of("a\r\nb", ""), List.of("a", "b", "c", "d", "e", "f", "g", "h", "i"))) {
            assertThatThrownBy(() -> directory.routes(bad))
                    .isInstanceOfSatisfying(
                            Failure.class,
                            failure -> assertThat(failure.code()).isEqualTo(FailureCode.INVALID_REQUEST));
        }
    }
}
