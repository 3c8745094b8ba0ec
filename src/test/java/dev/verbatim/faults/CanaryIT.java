package dev.verbatim.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.testing.ChatClient;
import dev.verbatim.testing.FaultyProvider;
import dev.verbatim.testing.GatewayProcess;
import dev.verbatim.testing.Rows;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Keys and words that can be recognised go through a gateway whose every logger is at TRACE, on good ways and bad ones. Afterwards they are where they
 * belong and nowhere else: not in its output, its metrics, its threads, nor in other columns of the database.
 */
class CanaryIT {
    private static final String KEY = "sk-canary-key-7f3a9e";
    private static final String SECRET = "canary-secret-of-the-tokens-0123456789abcdef";
    private static final String WORDS = "canary-words-51d2c8";
    private static final String SYSTEM = "canary-system-99ab01";
    private static final String TRACE = "src/test/resources/trace-everything.xml";
    private static final List<String> MODELS = List.of(
            "answer-5",
            "status-500",
            "status-400",
            "context",
            "html",
            "error-first",
            "cut-event-3",
            "garbled-3",
            "reset-3",
            "quota",
            "status-401");

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> tokens = new ArrayList<>();
    private FaultyProvider provider;
    private String database;

    @BeforeEach
    void start() {
        provider = FaultyProvider.start(vertx).await();
        database = TestPostgres.freshDatabase();
    }

    @AfterEach
    void stop() {
        provider.close();
        vertx.close().await();
    }

    @Test
    void keysAndWordsAreWhereTheyBelongAndNowhereElse() throws IOException, InterruptedException {
        try (GatewayProcess gateway =
                GatewayProcess.start(GatewayProcess.freshDirectory(), environment(), CanaryIT::atTrace)) {
            talk(gateway.chat());
            refused(gateway.chat());

            assertThat(threads(gateway)).contains("vert.x-eventloop-thread").doesNotContain(canaries());
            assertThat(gateway.opsText("/metrics"))
                    .contains("verbatim_replies_ended_total")
                    .doesNotContain(canaries())
                    .doesNotContain("canary-room");
            assertThat(gateway.opsText("/health/ready")).doesNotContain(canaries());
            gateway.terminate();
            assertThat(gateway.awaitExit()).isZero();

            String output = String.join("\n", gateway.awaitOutput());
            assertThat(output).contains("TRACE", "reply finished").doesNotContain(canaries());
        }
        assertThat(provider.attempts())
                .isNotEmpty()
                .allSatisfy(
                        attempt -> assertThat(attempt.header("authorization")).contains(KEY));
        assertThat(holders(KEY)).isEmpty();
        assertThat(holders(SECRET)).isEmpty();
        assertThat(holders(SYSTEM)).isEmpty();
        assertThat(holders(WORDS)).containsExactly("messages.text");
    }

    private void talk(URI chat) {
        String token = ChatClient.guestToken(chat);
        tokens.add(token);
        try (ChatClient ada = ChatClient.connect(chat).authenticate(token)) {
            ada.join("canary-room");
            String stopped =
                    ada.say("canary-room", WORDS, "c-stop", "endless-1-d5").getString("replyId");
            ada.await(frame -> frame.getJsonObject("data", new JsonObject()).containsKey("token"));
            ada.send("stop", new JsonObject().put("roomId", "canary-room").put("messageId", stopped));
            ada.awaitEnd(stopped);
            for (String model : MODELS) {
                ada.awaitEnd(ada.say("canary-room", WORDS, "c-" + model, model).getString("replyId"));
            }
            ada.sendText("{\"event\":\"send\",\"data\":{\"text\":\"" + WORDS);
            ada.await("error");
            ada.ask("send", new JsonObject().put("roomId", "elsewhere").put("text", WORDS));
            ada.ask(WORDS, new JsonObject());
            ada.ask(
                    "history",
                    new JsonObject()
                            .put("roomId", "canary-room")
                            .put("before", 99)
                            .put("limit", 50));
        }
    }

    private void refused(URI chat) throws IOException, InterruptedException {
        String forged = tokens.get(0) + "x";
        tokens.add(forged);
        try (ChatClient mallory = ChatClient.connect(chat)) {
            mallory.send("auth", new JsonObject().put("token", forged));
            assertThat(mallory.awaitClose()).isEqualTo(4401);
        }
        HttpRequest request = HttpRequest.newBuilder(chat.resolve("/api/rooms"))
                .header("Authorization", "Bearer " + forged)
                .POST(HttpRequest.BodyPublishers.ofString(WORDS))
                .build();
        assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isBetween(400, 499);
    }

    private String[] canaries() {
        List<String> canaries = new ArrayList<>(List.of(KEY, SECRET, WORDS, SYSTEM));
        canaries.addAll(tokens);
        return canaries.toArray(String[]::new);
    }

    /** Which columns hold it, as {@code table.column}. */
    private Set<String> holders(String canary) {
        Rows rows = Rows.of(database);
        Set<String> holders = new TreeSet<>();
        for (Map<String, Object> column : rows.all("select table_name, column_name from information_schema.columns"
                + " join information_schema.tables using (table_schema, table_name)"
                + " where table_schema = 'public' and table_type = 'BASE TABLE'")) {
            String table = (String) column.get("table_name");
            String name = (String) column.get("column_name");
            Object found = rows.one(
                            "select count(*) as n from \"" + table + "\" where \"" + name + "\"::text like ?",
                            "%" + canary + "%")
                    .get("n");
            if (((Number) found).longValue() > 0) {
                holders.add(table + "." + name);
            }
        }
        return holders;
    }

    private static String threads(GatewayProcess gateway) throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process process = new ProcessBuilder(jcmd, Long.toString(gateway.pid()), "Thread.print")
                .redirectErrorStream(true)
                .start();
        String dump = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return dump;
    }

    private static List<String> atTrace(List<String> command) {
        List<String> words = new ArrayList<>(command);
        words.add(1, "-Dlogback.configurationFile=" + Path.of(TRACE).toAbsolutePath());
        return words;
    }

    private Map<String, String> environment() {
        return Map.of(
                "DATABASE_URL",
                database,
                "VERBATIM_AUTH_SECRET",
                SECRET,
                "OPENAI_API_KEY",
                KEY,
                "OPENAI_BASE_URL",
                provider.baseUrl(),
                "VERBATIM_CONTEXT_SYSTEM_PROMPT",
                SYSTEM,
                "VERBATIM_ROOMS_ON_JOIN",
                "create",
                "VERBATIM_LLM_BREAKER_FAILURES",
                "1000",
                "VERBATIM_LLM_BREAKER_REST_MS",
                "10");
    }
}
