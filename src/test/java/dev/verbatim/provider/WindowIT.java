package dev.verbatim.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.boot.Gateway;
import dev.verbatim.testing.ApiClient;
import dev.verbatim.testing.ApiClient.Answer;
import dev.verbatim.testing.ChatClient;
import dev.verbatim.testing.FaultyProvider;
import dev.verbatim.testing.Gateways;
import dev.verbatim.testing.ProviderAttempt;
import dev.verbatim.testing.Rows;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What a model is shown, from the room to the provider's own log: the manifest says of each request what the log has, and a room that wants
 * summaries gets them, in nobody's way.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WindowIT {
    private static final String NOTES = "answer-9";
    private static final String PROMPT = "Be brief.";
    private static final Map<String, String> SMALL = Map.of(
            "VERBATIM_AUTH_SECRET", ApiClient.SECRET,
            "VERBATIM_CONTEXT_MAX_MESSAGES", "6",
            "VERBATIM_PROMPT_FOLD_PERCENT", "70",
            "VERBATIM_PROMPT_KEEP_PERCENT", "34",
            "VERBATIM_PROMPT_FOLD_REST_MS", "100");

    private final Vertx vertx = Vertx.vertx();
    private FaultyProvider provider;
    private String database;
    private Rows rows;
    private Gateway gateway;

    @BeforeAll
    void start() {
        provider = FaultyProvider.start(vertx).await();
        database = TestPostgres.freshDatabase();
        rows = Rows.of(database);
        gateway = gateway(NOTES);
    }

    private Gateway gateway(String summaryModel) {
        Map<String, String> environment = new HashMap<>(AttemptsIT.IMPATIENT);
        environment.putAll(SMALL);
        environment.put("OPENAI_BASE_URL", provider.baseUrl());
        environment.put("ANTHROPIC_BASE_URL", provider.baseUrl());
        environment.put("VERBATIM_PROMPT_SUMMARY_MODELS", summaryModel);
        return Gateways.on(database, environment);
    }

    @AfterAll
    void stop() {
        gateway.close();
        provider.close();
        vertx.close().await();
    }

    @Test
    void theManifestIsWhatTheProviderGot() {
        Room room = new Room("recent");
        for (int i = 0; i < 4; i++) {
            room.answered("Word " + i, "answer-3");
        }

        String reply = room.answered("What now?", "answer-3");

        JsonObject attempt = room.context(reply).getJsonObject(0);
        ProviderAttempt request = room.request("What now?", 0);
        assertThat(wordsOf(attempt)).isEqualTo(messagesOf(request)).hasSize(5);
        assertThat(attempt.getBoolean("truncated")).isTrue();
        assertThat(attempt.getBoolean("narrowed")).isFalse();
        assertThat(attempt.getString("strategy")).isEqualTo("recent");
        assertThat(attempt.getInteger("inputTokens")).isEqualTo(FaultyProvider.INPUT_TOKENS);
        assertThat(attempt.getString("usageSource")).isEqualTo("provider");
        assertThat(attempt.getJsonObject("systemPrompt").getString("sha256")).hasSize(64);
        assertThat(room.context(room.first).getJsonObject(0).getBoolean("truncated"))
                .isFalse();
    }

    @Test
    void eachAttemptHasItsOwn() {
        Room room = new Room("recent");
        room.answered("One", "answer-3");
        room.answered("Two", "answer-3");

        String reply = room.answered("Too long?", "context~answer-3");

        JsonArray attempts = room.context(reply);
        assertThat(attempts).hasSize(2);
        for (int i = 0; i < 2; i++) {
            assertThat(wordsOf(attempts.getJsonObject(i))).isEqualTo(messagesOf(room.request("Too long?", i)));
        }
        assertThat(attempts.getJsonObject(1).getBoolean("narrowed")).isTrue();
        assertThat(attempts.getJsonObject(1).getBoolean("truncated")).isTrue();
        assertThat(attempts.getJsonObject(0).getString("outcome")).isEqualTo("failed");
    }

    @Test
    void onlyWhoMayReadTheRoomReadsItAndOnlyOwnersThePromptsHash() {
        Room room = new Room("recent");
        String reply = room.answered("Who reads this?", "answer-3");
        room.owner.put("/api/rooms/" + room.id + "/members/viewer", new JsonObject().put("role", "viewer"));

        Answer viewer = ApiClient.of(gateway.chatUrl(), "viewer").get(room.contextOf(reply));
        Answer stranger = ApiClient.of(gateway.chatUrl(), "stranger").get(room.contextOf(reply));
        Answer noAnswer = room.owner.get(room.contextOf(UUID.randomUUID().toString()));

        JsonObject seen =
                viewer.json().getJsonArray("attempts").getJsonObject(0).getJsonObject("systemPrompt");
        assertThat(seen.fieldNames()).containsExactly("tokens");
        assertThat(stranger.status()).isEqualTo(404);
        assertThat(noAnswer.status()).isEqualTo(404);
        assertThat(noAnswer.code()).isEqualTo("not_found");
    }

    @Test
    void olderMessagesAreFoldedShownBilledAndSurviveARestart() {
        Room room = new Room("summary");
        for (int i = 0; i < 3; i++) {
            room.answered("Word " + i, "answer-3");
        }
        room.awaitSummary(1);
        gateway.close();
        gateway = gateway(NOTES);

        String reply = room.again().answered("And now?", "answer-3");

        JsonObject attempt = room.context(reply).getJsonObject(0);
        List<String> got = messagesOf(room.request("And now?", 0));
        assertThat(got.get(0))
                .startsWith("[Notes on the older part")
                .contains(FaultyProvider.text(9).strip());
        assertThat(wordsOf(attempt)).isEqualTo(got.subList(1, got.size()));
        assertThat(attempt.getJsonObject("summary").getInteger("version")).isEqualTo(1);
        assertThat(attempt.getBoolean("truncated")).isFalse();
        assertThat(rows.one(
                        "select model, outcome, usage_source, output_tokens::int as tokens from folds where room_id = ?"
                                + " and version = 1",
                        room.id))
                .containsEntry("model", NOTES)
                .containsEntry("outcome", "complete")
                .containsEntry("usage_source", "provider")
                .containsEntry("tokens", 9);
        Awaitility.await().untilAsserted(() -> assertThat(usageOf(room)).isEqualTo(room.ledger()));
    }

    @Test
    void aRemovedMessageIsInNoSummaryAnyMore() {
        Room room = new Room("summary");
        for (int i = 0; i < 3; i++) {
            room.answered("Word " + i, "answer-3");
        }
        room.awaitSummary(1);

        room.owner.delete("/api/rooms/" + room.id + "/messages/" + room.firstMessage);

        assertThat(rows.one("select count(*)::int as n from summaries where room_id = ?", room.id))
                .containsEntry("n", 0);
        String reply = room.answered("Without it?", "answer-3");
        assertThat(room.context(reply).getJsonObject(0).containsKey("summary")).isFalse();
        assertThat(messagesOf(room.request("Without it?", 0)).toString())
                .doesNotContain("Word 0")
                .doesNotContain(FaultyProvider.text(9).strip());
        room.awaitSummary(2);
    }

    @Test
    void aSummaryThatFailsHurtsNoAnswer() {
        gateway.close();
        gateway = gateway("status-400");
        try {
            Room room = new Room("summary");
            for (int i = 0; i < 5; i++) {
                String reply = room.answered("Word " + i, "answer-3");
                assertThat(room.context(reply).getJsonObject(0).containsKey("summary"))
                        .isFalse();
            }
            Awaitility.await()
                    .untilAsserted(() -> assertThat(rows.all("select outcome from folds where room_id = ?", room.id))
                            .isNotEmpty()
                            .allSatisfy(row -> assertThat(row).containsEntry("outcome", "failed")));
        } finally {
            gateway.close();
            gateway = gateway(NOTES);
        }
    }

    private String usageOf(Room room) {
        Answer answer = new ApiClient(gateway.chatUrl(), ApiClient.token("boss", "main", "admin usage:read"))
                .get("/api/usage?by=room");
        return answer.json().getJsonArray("rows").stream()
                .map(JsonObject.class::cast)
                .filter(row -> room.id.equals(row.getString("room")))
                .mapToLong(row -> row.getLong("outputTokens"))
                .boxed()
                .reduce(Long::sum)
                .map(String::valueOf)
                .orElse("");
    }

    /** The texts of the messages that a manifest names, in its order. */
    private List<String> wordsOf(JsonObject attempt) {
        return attempt.getJsonArray("messages").stream()
                .map(JsonObject.class::cast)
                .map(message -> (String) rows.one(
                                "select text from messages where message_id = ?",
                                UUID.fromString(message.getString("messageId")))
                        .get("text"))
                .toList();
    }

    private static List<String> messagesOf(ProviderAttempt request) {
        JsonArray messages = request.body().getJsonArray("messages");
        assertThat(messages.getJsonObject(0))
                .isEqualTo(new JsonObject().put("role", "system").put("content", PROMPT));
        return messages.stream()
                .skip(1)
                .map(JsonObject.class::cast)
                .map(message -> message.getString("content"))
                .toList();
    }

    /** A private room with one person in it. */
    private final class Room {
        private final String id = "window-" + UUID.randomUUID();
        private ApiClient owner = ApiClient.of(gateway.chatUrl(), "anna");
        private String first = "";
        private String firstMessage = "";

        private Room(String strategy) {
            JsonObject body = new JsonObject()
                    .put("id", id)
                    .put("visibility", "private")
                    .put("systemPrompt", PROMPT)
                    .put("prompt", strategy);
            assertThat(owner.post("/api/rooms", body).status()).isEqualTo(201);
        }

        /** The same at the gateway that runs now. */
        Room again() {
            owner = ApiClient.of(gateway.chatUrl(), "anna");
            return this;
        }

        /** Asks, and waits for the whole answer; its id. */
        String answered(String question, String model) {
            try (ChatClient client =
                    ChatClient.connect(gateway.chatUrl()).authenticate(ApiClient.token("anna", "main", null))) {
                client.join(id);
                JsonObject sent = client.say(id, question, UUID.randomUUID().toString(), model);
                String reply = sent.getString("replyId");
                assertThat(client.awaitEnd(reply).getString("status")).isEqualTo("complete");
                first = first.isEmpty() ? reply : first;
                firstMessage = firstMessage.isEmpty() ? sent.getString("messageId") : firstMessage;
                return reply;
            }
        }

        String contextOf(String reply) {
            return "/api/rooms/" + id + "/messages/" + reply + "/context";
        }

        /** What every attempt of an answer showed, once that is written down. */
        JsonArray context(String reply) {
            return Awaitility.await().until(() -> contextNow(reply), Room::isWhole);
        }

        private JsonArray contextNow(String reply) {
            Answer answer = again().owner.get(contextOf(reply));
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            return answer.json().getJsonArray("attempts");
        }

        private static boolean isWhole(JsonArray attempts) {
            return attempts.stream().allMatch(attempt -> ((JsonObject) attempt).containsKey("messages"));
        }

        ProviderAttempt request(String question, int index) {
            return requests(question).skip(index).findFirst().orElseThrow();
        }

        private Stream<ProviderAttempt> requests(String question) {
            return provider.attempts().stream()
                    .filter(attempt -> attempt.question().equals(question));
        }

        /** Tokens of answers and summaries together. */
        String ledger() {
            String sql =
                    "select (select sum(t.output_tokens) from attempts t join replies p using (reply_id) where room_id = ?)"
                            + " + (select sum(output_tokens) from folds where room_id = ?) as tokens";
            return rows.one(sql, id, id).get("tokens").toString();
        }

        void awaitSummary(int version) {
            Awaitility.await()
                    .untilAsserted(() -> assertThat(rows.all(
                                    "select version from summaries where room_id = ? and version >= ?", id, version))
                            .isNotEmpty());
        }
    }
}
