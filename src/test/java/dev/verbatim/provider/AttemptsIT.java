package dev.verbatim.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.boot.Gateway;
import dev.verbatim.testing.Canary;
import dev.verbatim.testing.ChatClient;
import dev.verbatim.testing.FaultyProvider;
import dev.verbatim.testing.Gateways;
import dev.verbatim.testing.ProviderAttempt;
import dev.verbatim.testing.Rows;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a provider may do to a reply, from the viewer to the ledger: how often it is asked, what the viewer has at the end, and that each
 * request in the provider's log has exactly one row. The names in front are those of the catalogue of faults.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AttemptsIT {
    private static final String FALLBACK = "claude-answer-6";
    static final Map<String, String> IMPATIENT = Map.ofEntries(
            Map.entry("OPENAI_API_KEY", Canary.KEY),
            Map.entry("ANTHROPIC_API_KEY", Canary.KEY),
            Map.entry("VERBATIM_LLM_HEAD_MS", "1500"),
            Map.entry("VERBATIM_LLM_FIRST_TOKEN_MS", "1500"),
            Map.entry("VERBATIM_LLM_SILENCE_MS", "1500"),
            Map.entry("VERBATIM_LLM_BREAKER_FAILURES", "1000000"),
            Map.entry("VERBATIM_ROUTING_KEY_REST_MS", "" + KeyRest.MS),
            Map.entry("VERBATIM_ROUTING_LIMITED_REST_MS", "" + KeyRest.MS),
            Map.entry("VERBATIM_RETRY_FIRST_DELAY_MS", "20"),
            Map.entry("VERBATIM_RETRY_MAX_DELAY_MS", "40"));

    private record House(Gateway gateway, Rows rows) {}

    /**
     * What must come of a model's behaviour.
     *
     * @param code the reply's error; null: none is told
     * @param outcomes of the attempts, in their order
     */
    private record Expected(String status, String code, String text, String... outcomes) {}

    private final Vertx vertx = Vertx.vertx();
    private FaultyProvider provider;
    private House alone;
    private House beside;
    private int asked;

    @BeforeAll
    void start() {
        provider = FaultyProvider.start(vertx).await();
        alone = house(Map.of());
        beside = house(Map.of("VERBATIM_ROUTING_FALLBACK", FALLBACK));
    }

    private House house(Map<String, String> more) {
        String database = TestPostgres.freshDatabase();
        Map<String, String> environment = new HashMap<>(IMPATIENT);
        environment.put("OPENAI_BASE_URL", provider.baseUrl());
        environment.put("ANTHROPIC_BASE_URL", provider.baseUrl());
        environment.putAll(more);
        return new House(Gateways.on(database, environment), Rows.of(database));
    }

    @BeforeEach
    void whatTheLastTestDidToTheKeyIsForgotten() {
        KeyRest.letPass();
    }

    @AfterAll
    void stop() {
        alone.gateway().close();
        beside.gateway().close();
        provider.close();
        vertx.close().await();
    }

    static Stream<Arguments> withOneRoute() {
        Expected second = new Expected("complete", null, FaultyProvider.text(3), "failed", "complete");
        Expected once = new Expected("complete", null, FaultyProvider.text(3), "complete");
        Expected anew = new Expected("complete", null, FaultyProvider.text(5), "interrupted", "complete");
        Expected stalled = interrupted("interrupted");
        return Stream.of(
                Arguments.of("A1 429 with seconds", "limited-seconds-1~answer-3", second),
                Arguments.of("A1 429 with milliseconds", "limited-ms-300~answer-3", second),
                Arguments.of("A1 429 with a date", "limited-date-1~answer-3", second),
                Arguments.of("A2 429 once, no time", "limited~answer-3", second),
                Arguments.of("A2 429 for ever", "limited", failed("provider_rate_limited", 3)),
                Arguments.of("A3 no quota", "quota", failed("provider_quota", 1)),
                Arguments.of("A3 spend limit", "spend-limit", failed("provider_quota", 1)),
                Arguments.of("A4 500 once", "status-500~answer-3", second),
                Arguments.of("A4 502 once", "status-502~answer-3", second),
                Arguments.of("A4 503 twice", "status-503~status-503~answer-3", failedTwice()),
                Arguments.of("A4 529 once", "status-529~answer-3", second),
                Arguments.of("A4 503 for ever", "status-503", failed("provider_unavailable", 3)),
                Arguments.of("A4 503 that is final", "final", failed("provider_unavailable", 1)),
                Arguments.of("A5 filtered", "filter", failed("content_filtered", 1)),
                Arguments.of("A5 400", "status-400", failed("invalid_request", 1)),
                Arguments.of("A5 404", "status-404", failed("invalid_request", 1)),
                Arguments.of("A5 422", "status-422", failed("invalid_request", 1)),
                Arguments.of("A5 413 of a question alone", "status-413", failed("context_too_long", 1)),
                Arguments.of("A10 reset before the head", "reset-head~answer-3", second),
                Arguments.of("A10 closed before the head", "cut-head~answer-3", second),
                Arguments.of("A11 no head", "silent-head", failed("timeout", 1)),
                Arguments.of("A12 no first word", "silent-first", failed("timeout", 1)),
                Arguments.of("A12 pings before the first word", "pings-first", failed("timeout", 1)),
                Arguments.of("A13 silence", "stall-3", stalled),
                Arguments.of("A13 silence with pings", "stall-pings-3", stalled),
                Arguments.of("A14 end between events", "cut-between-3~answer-5", anew),
                Arguments.of("A14 end within an event", "cut-event-3~answer-5", anew),
                Arguments.of("A14 reset", "reset-3~answer-5", anew),
                Arguments.of("A14 length not reached", "short-length-3~answer-5", anew),
                Arguments.of(
                        "A16 end without an end marker, for ever",
                        "cut-between-3",
                        interrupted("interrupted", "interrupted", "interrupted")),
                Arguments.of("A15 no last word", "no-done-3", once),
                Arguments.of("A17 garbage within", "garbled-3", broken("bad_response")),
                Arguments.of("A18 error first", "error-first~answer-3", second),
                Arguments.of("A18 error after words", "error-event-3", broken("provider_unavailable")),
                Arguments.of("A19 usage everywhere", "usage-everywhere-3", once),
                Arguments.of("A20 huge event", "huge-event-3", broken("bad_response")),
                Arguments.of("A20 endless line", "endless-line-3", broken("bad_response")),
                Arguments.of("A21 byte by byte", "drip-3", once),
                Arguments.of(
                        "A22 all at once",
                        "burst-2000",
                        new Expected("complete", null, FaultyProvider.text(2000), "complete")),
                Arguments.of("A23 odd lines", "odd-lines-3", once),
                Arguments.of("A24 a page", "html", failed("bad_response", 1)),
                Arguments.of("A24 JSON", "json", failed("bad_response", 1)),
                Arguments.of("A24 an error with status 200", "json-error", failed("bad_response", 1)),
                Arguments.of("A24 nothing", "empty", failed("bad_response", 1)),
                Arguments.of("A24 a redirect", "redirect", failed("bad_response", 1)),
                Arguments.of("A25 compressed", "gzip", failed("bad_response", 1)),
                Arguments.of(
                        "A26 odd text",
                        "odd-text-3",
                        new Expected("complete", null, FaultyProvider.text(3) + "\uFFFD\uFFFD.", "complete")),
                Arguments.of("A28 no usage", "no-usage-3", once));
    }

    static Stream<Arguments> withAFallback() {
        Expected after = new Expected("complete", null, FaultyProvider.text(6), "failed", "complete");
        Expected afterTwo = new Expected("complete", null, FaultyProvider.text(6), "failed", "failed", "complete");
        Expected afterWords = new Expected("complete", null, FaultyProvider.text(6), "interrupted", "complete");
        return Stream.of(
                Arguments.of("A2 429 for ever", "limited", after),
                Arguments.of("A3 no quota", "quota", after),
                Arguments.of("A4 503 for ever", "status-503", afterTwo),
                Arguments.of("A11 no head", "silent-head", after),
                Arguments.of("A12 no first word", "silent-first", after),
                Arguments.of("A12 pings before the first word", "pings-first", after),
                Arguments.of("A13 silence", "stall-3", afterWords),
                Arguments.of("A13 silence with pings", "stall-pings-3", afterWords),
                Arguments.of(
                        "A16 end without an end marker, for ever",
                        "cut-between-3",
                        new Expected(
                                "complete", null, FaultyProvider.text(6), "interrupted", "interrupted", "complete")),
                Arguments.of("A24 a page", "html", after),
                Arguments.of("A5 a bad request stays one", "status-400", failed("invalid_request", 1)),
                Arguments.of("A5 a filter is not gone round", "filter", failed("content_filtered", 1)));
    }

    private static Expected failed(String code, int times) {
        return new Expected(
                "failed", code, "", Stream.generate(() -> "failed").limit(times).toArray(String[]::new));
    }

    private static Expected failedTwice() {
        return new Expected("complete", null, FaultyProvider.text(3), "failed", "failed", "complete");
    }

    private static Expected interrupted(String... outcomes) {
        return new Expected("interrupted", null, FaultyProvider.text(3), outcomes);
    }

    private static Expected broken(String code) {
        return new Expected("failed", code, FaultyProvider.text(3), "failed");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("withOneRoute")
    void endsOnceAsOftenAsItIsWorthAsking(String row, String model, Expected expected) {
        check(alone, model, expected);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("withAFallback")
    void theFallbackAnswersWhereAnotherRouteCanHelp(String row, String model, Expected expected) {
        check(beside, model, expected);
    }

    /** A1: nobody comes back earlier than asked, and viewers are told that it waits. */
    @Test
    void waitsAsLongAsTheProviderAskedFor() {
        try (ChatClient ada = ChatClient.guest(alone.gateway().chatUrl())) {
            ada.join("patience");
            String question = "Patience " + ++asked;

            String reply = ada.say("patience", question, "c", "limited-seconds-1~limited-ms-400~answer-3")
                    .getString("replyId");
            ada.awaitEnd(reply);

            List<ProviderAttempt> log = log(question);
            assertThat(log).hasSize(3);
            assertThat(gapMs(log, 0)).isGreaterThanOrEqualTo(1_000);
            assertThat(gapMs(log, 1)).isGreaterThanOrEqualTo(400);
            assertThat(ada.frames())
                    .map(frame -> frame.getJsonObject("data"))
                    .filteredOn(data -> "waiting".equals(data.getString("state")))
                    .extracting(data -> data.getLong("retryAfterMs"))
                    .satisfiesExactly(
                            first -> assertThat(first).isBetween(1_000L, 1_020L),
                            second -> assertThat(second).isBetween(400L, 420L));
        }
    }

    /** A5: what is too long is asked once more with a strictly smaller window. */
    @Test
    void tooLongAConversationIsAskedOnceMoreWithLess() {
        try (ChatClient ada = ChatClient.guest(alone.gateway().chatUrl())) {
            ada.join("long");
            for (int i = 0; i < 3; i++) {
                ada.awaitEnd(ada.say("long", "Word " + i, "c" + i, "answer-3").getString("replyId"));
            }

            String reply = ada.say("long", "Too long?", "c", "context~answer-3").getString("replyId");

            assertThat(ada.awaitEnd(reply).getString("status")).isEqualTo("complete");
            List<ProviderAttempt> log = log("Too long?");
            assertThat(log).hasSize(2);
            assertThat(log.get(1).turnCount()).isLessThan(log.get(0).turnCount());
        }
    }

    /** A6: who refuses connections is left for who does not. */
    @Test
    void aRefusedConnectionFailsOverAtOnce() {
        House closed = house(Map.of("OPENAI_BASE_URL", "http://127.0.0.1:1/v1", "VERBATIM_ROUTING_FALLBACK", FALLBACK));
        try {
            check(closed, "answer-3", new Expected("complete", null, FaultyProvider.text(6), "not_sent", "complete"));
        } finally {
            closed.gateway().close();
        }
    }

    /** A7: so is who does not even take connections, after the limit of a connection. */
    @Test
    void aConnectionThatIsNeverMadeFailsOver() throws IOException {
        List<Socket> queue = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            fill(full, queue);
            String address = "http://127.0.0.1:" + full.getLocalPort() + "/v1";
            House away = house(Map.of(
                    "OPENAI_BASE_URL", address,
                    "VERBATIM_LLM_CONNECT_MS", "300",
                    "VERBATIM_ROUTING_FALLBACK", FALLBACK));
            try {
                check(away, "answer-3", new Expected("complete", null, FaultyProvider.text(6), "not_sent", "complete"));
            } finally {
                away.gateway().close();
            }
        } finally {
            for (Socket waiting : queue) {
                waiting.close();
            }
        }
    }

    /** Nobody accepts; once the kernel's queue is full it drops who knocks. */
    private static void fill(ServerSocket server, List<Socket> queue) throws IOException {
        while (true) {
            Socket socket = new Socket();
            queue.add(socket);
            try {
                socket.connect(server.getLocalSocketAddress(), 200);
            } catch (SocketTimeoutException dropped) {
                return;
            }
        }
    }

    /** A13, P5: the viewer saw the words, then an announced attempt by somebody else, then all of its words. */
    @Test
    void anAttemptAfterWordsIsAnnounced() {
        try (ChatClient ada = ChatClient.guest(beside.gateway().chatUrl())) {
            ada.join("announced");

            String reply = ada.say("announced", "Announced?", "c", "stall-4").getString("replyId");
            ada.awaitEnd(reply);

            List<JsonObject> starts = ada.frames().stream()
                    .map(frame -> frame.getJsonObject("data"))
                    .filter(data -> Boolean.TRUE.equals(data.getBoolean("start")))
                    .toList();
            assertThat(starts).extracting(start -> start.getInteger("attempt")).containsExactly(1, 2);
            assertThat(starts).extracting(start -> start.getInteger("offset")).containsExactly(0, 0);
            assertThat(starts).extracting(start -> start.getString("provider")).containsExactly("openai", "anthropic");
            assertThat(starts)
                    .extracting(start -> start.getBoolean("fallback", false))
                    .containsExactly(false, true);
            JsonObject later = ada.join("announced").getJsonArray("messages").getJsonObject(1);
            assertThat(later.getJsonObject("superseded"))
                    .isEqualTo(new JsonObject()
                            .put("provider", "openai")
                            .put("model", FALLBACK)
                            .put("kept", 0));
        }
    }

    /** A31: one that continues goes on, one that refuses to or begins again is asked for all of it. */
    @Test
    void aBeginningIsHandedOnOnlyToWhoContinues(@TempDir Path folder) throws IOException {
        Path catalogue = Files.writeString(folder.resolve("models.json"), CONTINUING);
        House continuing = house(Map.of("VERBATIM_MODELS", catalogue.toString()));
        try (ChatClient ada = ChatClient.guest(continuing.gateway().chatUrl())) {
            ada.join("continued");
            Map<String, List<String>> outcomes = Map.of(
                    "cut-between-40~goes-on-60", List.of("interrupted", "complete"),
                    "cut-between-40~no-prefill-60~answer-60", List.of("interrupted", "failed", "complete"),
                    "cut-between-40~answer-60", List.of("interrupted", "interrupted", "complete"));
            for (Map.Entry<String, List<String>> each : outcomes.entrySet()) {
                String question = "Go on " + ++asked;
                String reply = ada.say("continued", question, "c" + asked, each.getKey())
                        .getString("replyId");

                assertThat(ada.awaitEnd(reply).getString("status")).isEqualTo("complete");
                assertThat(ada.textOf(reply)).as(each.getKey()).isEqualTo(FaultyProvider.text(60));
                assertThat(stored(continuing, reply)).isEqualTo(FaultyProvider.text(60));
                assertThat(outcomes(continuing, reply)).as(each.getKey()).isEqualTo(each.getValue());
                // What came with the end of the connection may be lost with it.
                assertThat(FaultyProvider.text(40))
                        .startsWith(log(question).get(1).beginning());
                assertThat(log(question).get(1).beginning()).hasSizeGreaterThan(32);
            }
        } finally {
            continuing.gateway().close();
        }
    }

    /** D1: the last viewer leaves a room that wants its answers cancelled then. */
    @Test
    void anAnswerThatNobodyWatchesIsCancelledWhereTheRoomSaysSo() {
        try (ChatClient bob = ChatClient.guest(alone.gateway().chatUrl())) {
            bob.join("lonely");
        }
        alone.rows().execute("update rooms set on_empty = 'cancel' where room_id = 'lonely'");
        String reply;
        try (ChatClient ada = ChatClient.guest(alone.gateway().chatUrl())) {
            ada.join("lonely");
            reply = ada.say("lonely", "Anybody there?", "c", "endless-1-d5").getString("replyId");
            ada.await(frame -> frame.getJsonObject("data").containsKey("token"));
        }

        ProviderAttempt request = log("Anybody there?").get(0);
        Awaitility.await().until(() -> request.closed().isComplete());
        Awaitility.await().until(() -> outcomes(alone, reply).equals(List.of("stopped")));
    }

    private void check(House house, String model, Expected expected) {
        String question = "What now " + ++asked;
        String room = "room-" + asked;
        try (ChatClient ada = ChatClient.guest(house.gateway().chatUrl())) {
            ada.join(room);

            String reply = ada.say(room, question, "c", model).getString("replyId");
            JsonObject end = ada.awaitEnd(reply);

            assertThat(end.getString("status")).isEqualTo(expected.status());
            assertThat(ada.textOf(reply)).isEqualTo(expected.text());
            assertThat(stored(house, reply)).isEqualTo(expected.text());
            assertThat(errorsTold(ada, reply))
                    .isEqualTo(Stream.ofNullable(expected.code()).toList());
            assertThat(outcomes(house, reply)).containsExactly(expected.outcomes());
            assertLedgerIsTheLog(house, reply, log(question));
        }
    }

    private static List<String> errorsTold(ChatClient client, String reply) {
        return client.frames().stream()
                .filter(frame -> "error".equals(frame.getString("event")))
                .map(frame -> frame.getJsonObject("data"))
                .filter(data -> reply.equals(data.getString("messageId")))
                .map(data -> data.getString("code"))
                .toList();
    }

    private static String stored(House house, String reply) {
        return (String) house.rows()
                .one("select text from messages where message_id = ?", UUID.fromString(reply))
                .get("text");
    }

    private static List<String> outcomes(House house, String reply) {
        return attempts(house, reply).stream()
                .map(row -> (String) row.get("outcome"))
                .toList();
    }

    private static List<Map<String, Object>> attempts(House house, String reply) {
        return house.rows().all("select * from attempts where reply_id = ? order by attempt", UUID.fromString(reply));
    }

    /** Each request has one row, and what the provider counted is what the rows say that it counted. */
    private static void assertLedgerIsTheLog(House house, String reply, List<ProviderAttempt> log) {
        List<String> billed = new ArrayList<>();
        long counted = 0;
        for (Map<String, Object> row : attempts(house, reply)) {
            if (!"not_sent".equals(row.get("outcome"))) {
                billed.add((String) row.get("model"));
            }
            if ("provider".equals(row.get("usage_source"))) {
                counted += (Long) row.get("output_tokens");
            }
        }
        assertThat(billed).isEqualTo(log.stream().map(ProviderAttempt::model).toList());
        assertThat(counted)
                .isEqualTo(log.stream()
                        .mapToLong(request -> Math.max(0, request.tokensCounted()))
                        .sum());
    }

    private List<ProviderAttempt> log(String question) {
        return provider.attempts().stream()
                .filter(request -> request.question().equals(question))
                .toList();
    }

    private static long gapMs(List<ProviderAttempt> log, int first) {
        return TimeUnit.NANOSECONDS.toMillis(
                log.get(first + 1).startedNanos() - log.get(first).startedNanos());
    }

    private static final String CONTINUING = """
            {"about": ["A model that continues."], "priceDate": "2026-01-01",
             "providers": [{"name": "openai", "protocol": "openai", "baseUrl": null, "baseUrlEnv": "OPENAI_BASE_URL",
               "keyEnv": "OPENAI_API_KEY", "defaultModel": "answer", "modelEnv": null, "models": ["*"],
               "maxTokensField": "max_tokens"}],
             "models": [{"provider": "openai", "models": ["*"], "contextWindow": 100000, "maxOutputTokens": 4000,
               "price": null, "continues": true}]}""";
}
