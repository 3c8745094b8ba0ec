package dev.verbatim.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.boot.Gateway;
import dev.verbatim.testing.ChatClient;
import dev.verbatim.testing.FaultyProvider;
import dev.verbatim.testing.Rows;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a provider does: one ending with its true status, the text that came, one row per request, and the room goes on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProviderFaultsIT {
    private static final Map<String, String> IMPATIENT = Map.of(
            "VERBATIM_LLM_HEAD_MS", "1500",
            "VERBATIM_LLM_FIRST_TOKEN_MS", "1500",
            "VERBATIM_LLM_SILENCE_MS", "1500",
            "VERBATIM_LLM_BREAKER_FAILURES", "1000");

    private record House(Gateway gateway, Rows rows) {}

    /**
     * What must come of a fault.
     *
     * @param code null: nothing is reported
     * @param tokens of {@link FaultyProvider#text} that viewers and Postgres have
     */
    private record Ending(String status, String code, int tokens, String usageSource) {}

    private final Vertx vertx = Vertx.vertx();
    private final Map<Wire, House> houses = new EnumMap<>(Wire.class);
    private FaultyProvider provider;

    @BeforeAll
    void start() {
        provider = FaultyProvider.start(vertx).await();
        for (Wire wire : Wire.values()) {
            houses.put(wire, house(wire, IMPATIENT));
        }
    }

    private House house(Wire wire, Map<String, String> environment) {
        String database = TestPostgres.freshDatabase();
        return new House(wire.gateway(database, provider.baseUrl(), environment), Rows.of(database));
    }

    @BeforeEach
    void whatTheLastTestDidToTheKeyIsForgotten() {
        KeyRest.letPass();
    }

    @AfterAll
    void stop() {
        houses.values().forEach(house -> house.gateway().close());
        provider.close();
        vertx.close().await();
    }

    static Stream<Arguments> faults() {
        Ending refused = new Ending("failed", "bad_response", 0, "estimated");
        Ending away = new Ending("failed", "provider_unavailable", 0, "estimated");
        Ending late = new Ending("failed", "timeout", 0, "estimated");
        Ending cut = new Ending("interrupted", "stream_cut", 3, "estimated");
        Ending silent = new Ending("interrupted", "timeout", 3, "estimated");
        Ending whole = new Ending("complete", null, 3, "provider");
        Ending uncounted = new Ending("complete", null, 3, "estimated");
        Map<String, Ending> endings = Map.ofEntries(
                Map.entry("answer-3", whole),
                Map.entry("burst-3", whole),
                Map.entry("drip-3", whole),
                Map.entry("no-done-3", whole),
                Map.entry("status-429", new Ending("failed", "provider_rate_limited", 0, "estimated")),
                Map.entry("quota", new Ending("failed", "provider_quota", 0, "estimated")),
                Map.entry("context", new Ending("failed", "context_too_long", 0, "estimated")),
                Map.entry("status-400", new Ending("failed", "invalid_request", 0, "estimated")),
                Map.entry("status-500", away),
                Map.entry("status-503", away),
                Map.entry("status-529", away),
                Map.entry("html", refused),
                Map.entry("json", refused),
                Map.entry("empty", refused),
                Map.entry("redirect", refused),
                Map.entry("gzip", refused),
                Map.entry("cut-head", away),
                Map.entry("reset-head", away),
                Map.entry("cut-event-3", cut),
                Map.entry("cut-between-3", cut),
                Map.entry("reset-3", cut),
                Map.entry("silent-head", late),
                Map.entry("silent-first", late),
                Map.entry("stall-3", silent),
                Map.entry("stall-pings-3", silent),
                Map.entry("error-first", away),
                Map.entry("error-event-3", new Ending("failed", "provider_unavailable", 3, "estimated")),
                Map.entry("garbled-3", new Ending("failed", "bad_response", 3, "estimated")),
                Map.entry("huge-event-3", new Ending("failed", "bad_response", 3, "estimated")),
                Map.entry("endless-line-3", new Ending("failed", "bad_response", 3, "estimated")));
        Stream<Arguments> both = endings.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .flatMap(row -> Stream.of(Wire.values()).map(wire -> Arguments.of(row.getKey(), wire, row.getValue())));
        // Anthropic's count in its first event is not its total, which comes with its last word, the end marker.
        Stream<Arguments> apart = Stream.of(
                Arguments.of("pings-first", Wire.OPENAI, late),
                Arguments.of("pings-first", Wire.ANTHROPIC, late),
                Arguments.of("no-usage-3", Wire.OPENAI, uncounted),
                Arguments.of("cut-finished-3", Wire.OPENAI, uncounted),
                Arguments.of("cut-finished-3", Wire.ANTHROPIC, whole));
        return Stream.concat(both, apart);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("faults")
    void endsOnceWithItsTrueStatus(String fault, Wire wire, Ending expected) {
        House house = houses.get(wire);
        int requests = provider.attempts().size();
        try (ChatClient ada = ChatClient.guest(house.gateway().chatUrl())) {
            ada.join(fault);

            String reply = ada.say(fault, "What now?", "c-1", fault).getString("replyId");
            JsonObject end = ada.awaitEnd(reply);

            assertThat(end.getString("status")).isEqualTo(expected.status());
            assertThat(end.getString("reason")).isEqualTo(expected.code() == null ? "stop" : null);
            assertThat(ada.textOf(reply)).isEqualTo(FaultyProvider.text(expected.tokens()));
            assertStored(house.rows(), UUID.fromString(reply), expected);
            assertThat(provider.attempts()).hasSize(requests + 1);

            roomGoesOn(ada, fault);
            assertToldOnce(ada.frames(), reply, expected);
        }
    }

    private static void assertStored(Rows rows, UUID reply, Ending expected) {
        Map<String, Object> message = rows.one("select * from messages where message_id = ?", reply);
        assertThat(message).containsEntry("text", FaultyProvider.text(expected.tokens()));
        assertThat(message).containsEntry("status", expected.status());
        Map<String, Object> row = rows.one("select * from replies where reply_id = ?", reply);
        assertThat(row).containsEntry("state", "ended");
        assertThat(row).containsEntry("error", "failed".equals(expected.status()) ? expected.code() : null);
        Map<String, Object> attempt = rows.one("select * from attempts where reply_id = ?", reply);
        assertThat(attempt).containsEntry("outcome", expected.status());
        assertThat(attempt).containsEntry("error", expected.code());
        assertThat(attempt).containsEntry("usage_source", expected.usageSource());
        if ("provider".equals(expected.usageSource())) {
            assertThat(attempt).containsEntry("input_tokens", (long) FaultyProvider.INPUT_TOKENS);
        }
        if ("provider".equals(expected.usageSource()) && "complete".equals(expected.status())) {
            assertThat(attempt).containsEntry("output_tokens", (long) expected.tokens());
        }
        assertThat(rows.all("select * from reply_chunks where reply_id = ?", reply))
                .isEmpty();
    }

    private static void roomGoesOn(ChatClient ada, String room) {
        KeyRest.letPass();
        String next = ada.say(room, "And now?", "c-2", "answer-2").getString("replyId");

        assertThat(ada.awaitEnd(next).getString("status")).isEqualTo("complete");
        assertThat(ada.textOf(next)).isEqualTo(FaultyProvider.text(2));
    }

    private static void assertToldOnce(List<JsonObject> frames, String reply, Ending expected) {
        List<String> told = frames.stream()
                .filter(frame -> reply.equals(frame.getJsonObject("data").getString("messageId")))
                .map(ProviderFaultsIT::summary)
                .filter(summary -> !summary.equals("text"))
                .toList();
        List<String> wanted =
                "failed".equals(expected.status()) ? List.of("start", expected.code(), "end") : List.of("start", "end");
        assertThat(told).isEqualTo(wanted);
    }

    private static String summary(JsonObject frame) {
        JsonObject data = frame.getJsonObject("data");
        if ("error".equals(frame.getString("event"))) {
            return data.getString("code");
        }
        boolean end = Boolean.TRUE.equals(data.getBoolean("end"));
        return end ? "end" : Boolean.TRUE.equals(data.getBoolean("start")) ? "start" : "text";
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void aRefusedKeyTakesItsProviderOutAndSendsAreStillAccepted(Wire wire) {
        House house = house(wire, Map.of("VERBATIM_ROUTING_KEY_REST_MS", "60000"));
        try (ChatClient ada = ChatClient.guest(house.gateway().chatUrl())) {
            ada.join("locked");
            String first = ada.say("locked", "Hello?", "c-1", "status-401").getString("replyId");
            assertThat(ada.awaitEnd(first).getString("status")).isEqualTo("failed");
            int requests = provider.attempts().size();

            String second = ada.say("locked", "Hello again?", "c-2", "answer-3").getString("replyId");

            assertThat(ada.awaitEnd(second).getString("status")).isEqualTo("failed");
            assertThat(provider.attempts()).hasSize(requests);
            assertThat(house.rows().all("select outcome, error, output_tokens from attempts order by started_at"))
                    .containsExactly(
                            Map.of("outcome", "failed", "error", "provider_auth", "output_tokens", 0L),
                            Map.of("outcome", "not_sent", "error", "provider_auth", "output_tokens", 0L));
        } finally {
            house.gateway().close();
        }
    }
}
