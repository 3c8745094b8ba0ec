package dev.verbatim.provider;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.verbatim.boot.Gateway;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.ToolCallDelta;
import dev.verbatim.contract.Topics;
import dev.verbatim.testing.ChatClient;
import dev.verbatim.testing.FaultyProvider;
import dev.verbatim.testing.Gateways;
import dev.verbatim.testing.LogCapture;
import dev.verbatim.testing.ProviderAttempt;
import dev.verbatim.testing.Rows;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Two providers with prices, the second of which goes on from a beginning: what viewers see of a rescue, what it costs, and what is never seen. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RescueIT {
    private static final String KEY = "plain.canary.of.the.provider.5d1f7c";
    private static final int WHOLE = 60;
    private static final int TOTAL_MS = 2_500;
    /** Who answers pings is to be in time also where the machine stands still for a moment. */
    private static final int PING_MS = 1_500;

    private static final long PICO = 1_000_000;
    private static final List<Logger> LOGGERS = Stream.of("dev.verbatim", "io.vertx", "io.netty")
            .map(name -> (Logger) LoggerFactory.getLogger(name))
            .toList();
    private static final String CATALOGUE = """
            {"priceDate": "2026-01-01",
             "providers": [
               {"name": "first", "protocol": "openai", "baseUrl": null, "baseUrlEnv": "OPENAI_BASE_URL", "keyEnv": "OPENAI_API_KEY",
                "defaultModel": "answer", "modelEnv": null, "maxTokensField": "max_tokens",
                "models": ["answer*", "call*", "cut*", "echo*", "endless*", "silent*"]},
               {"name": "second", "protocol": "anthropic", "baseUrl": null, "baseUrlEnv": "ANTHROPIC_BASE_URL",
                "keyEnv": "ANTHROPIC_API_KEY", "defaultModel": "claude-answer", "modelEnv": null, "maxTokensField": "max_tokens",
                "models": ["claude-*"]}],
             "models": [
               {"provider": "first", "models": ["*"], "contextWindow": 100000, "maxOutputTokens": 4000,
                "price": {"input": "1", "output": "2"}},
               {"provider": "second", "models": ["*"], "contextWindow": 100000, "maxOutputTokens": 4000,
                "price": {"input": "3", "output": "5"}, "continues": true}]}""";

    private final Vertx vertx = Vertx.vertx();
    private Path catalogue;
    private FaultyProvider provider;
    private Gateway gateway;
    private Rows rows;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        catalogue = Files.writeString(folder.resolve("models.json"), CATALOGUE);
        provider = FaultyProvider.start(vertx).await();
        String database = TestPostgres.freshDatabase();
        rows = Rows.of(database);
        Map<String, String> environment = environment();
        environment.put("VERBATIM_LLM_TOTAL_MS", Integer.toString(TOTAL_MS));
        gateway = Gateways.on(database, environment);
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(AttemptsIT.IMPATIENT);
        environment.put("OPENAI_API_KEY", KEY);
        environment.put("ANTHROPIC_API_KEY", KEY);
        environment.put("OPENAI_BASE_URL", provider.baseUrl());
        environment.put("ANTHROPIC_BASE_URL", provider.baseUrl());
        environment.put("VERBATIM_MODELS", catalogue.toString());
        environment.put("VERBATIM_ROUTING_FALLBACK", "claude-no-prefill-" + WHOLE);
        return environment;
    }

    @AfterAll
    void stop() {
        gateway.close();
        provider.close();
        vertx.close().await();
    }

    private List<Map<String, Object>> attempts(String reply) {
        return rows.all("select * from attempts where reply_id = ? order by attempt", UUID.fromString(reply));
    }

    private List<ProviderAttempt> log(String question) {
        return provider.attempts().stream()
                .filter(request -> request.question().equals(question))
                .toList();
    }

    private String stored(String reply) {
        return (String) rows.one("select text from messages where message_id = ?", UUID.fromString(reply))
                .get("text");
    }

    private static List<JsonObject> starts(ChatClient client) {
        return client.frames().stream()
                .map(frame -> frame.getJsonObject("data"))
                .filter(data -> Boolean.TRUE.equals(data.getBoolean("start")))
                .toList();
    }

    /** A stream cut after 40 of 60 tokens, one that stalls, and a fallback that is to go on and refuses to. */
    @Test
    void aCutAStallAndARefusedBeginningEndInTheWholeTextAndEachIsSeenAndPaidOnce() {
        try (ChatClient ada = ChatClient.guest(gateway.chatUrl())) {
            ada.join("rescue");

            String reply =
                    ada.say("rescue", "Rescue?", "c", "cut-between-40~stall-40").getString("replyId");
            JsonObject end = ada.awaitEnd(reply);

            assertThat(end.getString("status")).isEqualTo("complete");
            assertThat(ada.textOf(reply)).isEqualTo(FaultyProvider.text(WHOLE));
            assertThat(stored(reply)).isEqualTo(FaultyProvider.text(WHOLE));
            int standing = FaultyProvider.text(40).stripTrailing().length();
            assertThat(starts(ada))
                    .extracting(start -> start.getInteger("attempt"))
                    .containsExactly(1, 2, 3, 4);
            assertThat(starts(ada))
                    .extracting(start -> start.getInteger("offset"))
                    .containsExactly(0, 0, standing, 0);
            assertThat(starts(ada))
                    .extracting(start -> start.getString("provider"))
                    .containsExactly("first", "first", "second", "second");
            assertThat(log("Rescue?"))
                    .extracting(ProviderAttempt::endsWithAnswer)
                    .containsExactly(false, false, true, false);
            assertPaid(attempts(reply));
        }
    }

    private static void assertPaid(List<Map<String, Object>> ledger) {
        assertThat(ledger)
                .extracting(row -> row.get("outcome"))
                .containsExactly("interrupted", "interrupted", "failed", "complete");
        assertThat(ledger)
                .extracting(row -> row.get("error"))
                .containsExactly("stream_cut", "timeout", "invalid_request", null);
        assertThat(ledger)
                .extracting(row -> row.get("usage_source"))
                .containsExactly("estimated", "estimated", "estimated", "provider");
        assertThat(ledger.subList(0, 2))
                .allSatisfy(row -> assertThat((Long) row.get("output_tokens")).isPositive());
        assertThat(ledger.get(2)).containsEntry("output_tokens", 0L).containsEntry("cost_pico", 0L);
        assertThat(ledger.get(3)).containsEntry("output_tokens", (long) WHOLE);
        assertThat(ledger).allSatisfy(row -> {
            boolean first = row.get("provider").equals("first");
            long input = (Long) row.get("input_tokens") * (first ? 1 : 3);
            long output = (Long) row.get("output_tokens") * (first ? 2 : 5);
            assertThat(row).containsEntry("cost_pico", (input + output) * PICO);
        });
    }

    /** A12: the door's own signs of life go on while nothing comes from the provider. */
    @Test
    void viewersAreKeptAliveWhileASlowFirstWordIsAwaited() {
        Map<String, String> slow = environment();
        slow.put("VERBATIM_LLM_FIRST_TOKEN_MS", Integer.toString(6 * PING_MS));
        slow.put("VERBATIM_CHAT_PING_MS", Integer.toString(PING_MS));
        try (Gateway patient = Gateways.on(TestPostgres.freshDatabase(), slow);
                ChatClient plain = ChatClient.guest(patient.chatUrl());
                ChatClient sockJs = ChatClient.connectSockJs(patient.chatUrl())
                        .authenticate(ChatClient.guestToken(patient.chatUrl()))) {
            plain.join("slow");
            sockJs.join("slow");
            String reply = plain.say("slow", "Slow?", "c", "silent-first").getString("replyId");
            for (ChatClient viewer : List.of(plain, sockJs)) {
                viewer.await(
                        frame -> Boolean.TRUE.equals(frame.getJsonObject("data").getBoolean("start")));
            }
            List<Integer> before = List.of(plain.heartbeats(), sockJs.heartbeats());

            plain.await(frame -> frame.getJsonObject("data").containsKey("token"));
            sockJs.await(frame -> frame.getJsonObject("data").containsKey("token"));

            assertThat(plain.heartbeats() - before.get(0)).isGreaterThanOrEqualTo(3);
            assertThat(sockJs.heartbeats() - before.get(1)).isGreaterThanOrEqualTo(3);
            for (ChatClient viewer : List.of(plain, sockJs)) {
                assertThat(viewer.awaitEnd(reply).getString("status")).isEqualTo("complete");
                assertThat(viewer.textOf(reply)).isEqualTo(FaultyProvider.text(WHOLE));
                assertThat(starts(viewer))
                        .extracting(start -> start.getString("provider"))
                        .containsExactly("first", "second");
            }
        }
    }

    /** The last of the limits: words go on and on, and the total ends them all the same. */
    @Test
    void anAnswerThatNeverEndsIsCutByTheTotal() {
        try (ChatClient ada = ChatClient.guest(gateway.chatUrl())) {
            ada.join("endless");
            rows.execute("update rooms set on_cut = 'interrupt' where room_id = 'endless'");

            String reply = ada.say("endless", "For ever?", "c", "endless-1-d20").getString("replyId");
            JsonObject end = ada.awaitEnd(reply);

            assertThat(end.getString("status")).isEqualTo("interrupted");
            assertThat(ada.textOf(reply)).isNotEmpty().isEqualTo(stored(reply));
            assertThat(FaultyProvider.text(5_000)).startsWith(ada.textOf(reply));
            assertThat(attempts(reply)).singleElement().satisfies(row -> {
                assertThat(row).containsEntry("outcome", "interrupted").containsEntry("error", "timeout");
                assertThat(row).containsEntry("usage_source", "estimated");
                assertThat((Long) row.get("output_tokens")).isPositive();
                assertThat((Long) row.get("duration_ms")).isGreaterThanOrEqualTo(TOTAL_MS);
            });
            assertThat(log("For ever?")).hasSize(1);
            Awaitility.await().until(() -> log("For ever?").get(0).closed().isComplete());
        }
    }

    @Test
    void callsOfToolsReachTheBusInPiecesAndStayWithTheirAttemptsAlsoWithOneThatWasCut() {
        List<ToolCallDelta> heard = new CopyOnWriteArrayList<>();
        MessageBus bus = MessageBus.over(gateway.vertx());
        MessageBus.Subscription subscription = bus.consume(Topics.TOOL_CALLS, heard::add);
        try (ChatClient ada = ChatClient.guest(gateway.chatUrl())) {
            ada.join("tools");

            String reply =
                    ada.say("tools", "Which?", "c", "cut-call-6-d20~call-6-d20").getString("replyId");
            assertThat(ada.awaitEnd(reply).getString("status")).isEqualTo("complete");

            List<String> calls = attempts(reply).stream()
                    .map(row -> new JsonArray(String.valueOf(row.get("tool_calls")))
                            .getJsonObject(0)
                            .getString("arguments"))
                    .toList();
            assertThat(calls).hasSize(2);
            assertThat("{\"words\":\"" + FaultyProvider.text(6)).startsWith(calls.get(0));
            assertThat(calls.get(1)).isEqualTo("{\"words\":\"" + FaultyProvider.text(6) + "\"}");
            Awaitility.await().untilAsserted(() -> assertThat(joined(heard, 2)).isEqualTo(calls.get(1)));
            assertThat(joined(heard, 1)).isEqualTo(calls.get(0));
            assertThat(heard).hasSizeGreaterThan(4).allSatisfy(delta -> {
                assertThat(delta.replyId()).hasToString(reply);
                assertThat(delta.name()).isEqualTo("look_up");
                assertThat(delta.id()).isEqualTo("call-1");
            });
        } finally {
            subscription.cancel().await();
        }
    }

    /** As a consumer joins them: what comes continues exactly there. */
    private static String joined(List<ToolCallDelta> heard, int attempt) {
        StringBuilder arguments = new StringBuilder();
        heard.stream().filter(delta -> delta.attempt() == attempt).forEach(delta -> {
            assertThat(delta.offset()).isEqualTo(arguments.length());
            arguments.append(delta.arguments());
        });
        return arguments.toString();
    }

    /** S16: errors, late errors and redirects that say our key back, at the finest log level. */
    @Test
    void aKeyThatTheProviderSaysBackIsNowhere() throws IOException, InterruptedException {
        LOGGERS.forEach(logger -> logger.setLevel(Level.TRACE));
        try (LogCapture log = LogCapture.open();
                ChatClient ada = ChatClient.guest(gateway.chatUrl())) {
            ada.join("echo");
            for (String model : List.of("echo-key", "echo-key-late-3", "echo-key-away")) {
                ada.awaitEnd(ada.say("echo", "Echo " + model, model, model).getString("replyId"));
                assertThat(log("Echo " + model).get(0).header("authorization")).endsWith(KEY);
            }

            assertThat(ada.frames())
                    .extracting(JsonObject::encode)
                    .noneMatch(frame -> frame.contains(KEY))
                    .anyMatch(frame -> frame.contains("Bad key [hidden]"));
            assertThat(log.lines()).isNotEmpty().noneMatch(line -> line.contains(KEY));
        } finally {
            LOGGERS.forEach(logger -> logger.setLevel(null));
        }
        assertThat(metrics()).contains("verbatim_").doesNotContain(KEY);
        for (String table : List.of("messages", "replies", "attempts", "reply_chunks", "rooms")) {
            assertThat(String.valueOf(rows.all("select x::text as row from " + table + " x")))
                    .doesNotContain(KEY);
        }
    }

    private String metrics() throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(gateway.opsUrl().resolve("/metrics")).build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
