package dev.verbatim.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.testing.Canary;
import dev.verbatim.testing.ChatClient;
import dev.verbatim.testing.FaultyProvider;
import dev.verbatim.testing.GatewayProcess;
import dev.verbatim.testing.Jwt;
import dev.verbatim.testing.Rows;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Canaries for secrets and for what people say: after good answers, failing ones and bad input, with every logger at the finest level and printed, none
 * of them is where it does not belong. What is logged is looked at around every other test too, by {@link dev.verbatim.testing.CanaryExtension}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CanaryIT {
    private static final String KEY = Canary.KEY;
    private static final String SECRET = Canary.SECRET;
    private static final String PASSWORD = Canary.WORD + "-of-the-database";
    private static final String PROMPT = Canary.WORD + " of the system prompt.";
    private static final String TEXT = Canary.WORD + " of what somebody said";
    private static final String TRACE = "src/test/resources/trace-everything.xml";
    private static final List<String> MODELS = List.of(
            "answer",
            "status-500",
            "status-400",
            "status-429",
            "context",
            "html",
            "error-first",
            "cut-between-3",
            "cut-event-3",
            "garbled-3",
            "reset-3",
            "quota",
            "status-401");

    private final Vertx vertx = Vertx.vertx();
    private final List<String> told = new ArrayList<>();
    private final List<String> tokens = new ArrayList<>();
    private FaultyProvider provider;
    private GatewayProcess gateway;
    private Rows rows;

    @BeforeAll
    void start() throws IOException, InterruptedException {
        provider = FaultyProvider.start(vertx).await();
        String database = TestPostgres.freshDatabase();
        rows = Rows.of(database);
        rows.execute("create role canary login superuser password '" + PASSWORD + "'");
        Map<String, String> environment = new HashMap<>();
        environment.put("DATABASE_URL", database.replaceFirst("//[^@]+@", "//canary:" + PASSWORD + "@"));
        environment.put("VERBATIM_AUTH_SECRET", SECRET);
        environment.put("OPENAI_API_KEY", KEY);
        environment.put("OPENAI_BASE_URL", provider.baseUrl());
        environment.put("VERBATIM_CONTEXT_SYSTEM_PROMPT", PROMPT);
        environment.put("VERBATIM_LLM_SILENCE_MS", "300");
        environment.put("VERBATIM_ROOMS_ON_JOIN", "create");
        environment.put("VERBATIM_LLM_BREAKER_FAILURES", "1000");
        environment.put("VERBATIM_LLM_BREAKER_REST_MS", "10");
        environment.put("VERBATIM_RETRY_MAX_ATTEMPTS", "2");
        gateway = GatewayProcess.start(GatewayProcess.freshDirectory(), environment, CanaryIT::atTrace);
        talk();
        misbehave();
    }

    @AfterAll
    void stop() {
        gateway.close();
        provider.closed().await();
        vertx.close().await();
    }

    private static List<String> atTrace(List<String> command) {
        List<String> words = new ArrayList<>(command);
        words.add(1, "-Dlogback.configurationFile=" + Path.of(TRACE).toAbsolutePath());
        return words;
    }

    private void talk() {
        String token = token(Jwt.claims("ada", Jwt.inMinutes(5)));
        try (ChatClient ada = ChatClient.connect(gateway.chat()).authenticate(token)) {
            ada.join("canary");
            String stopped = ada.say("canary", TEXT, "c-stop", "endless-1-d5").getString("replyId");
            ada.await(frame -> frame.getJsonObject("data", new JsonObject()).containsKey("token"));
            ada.send("stop", new JsonObject().put("roomId", "canary").put("messageId", stopped));
            ada.awaitEnd(stopped);
            for (String model : MODELS) {
                String reply = ada.say("canary", TEXT, "c-" + model, model).getString("replyId");
                ada.awaitEnd(reply);
            }
            ada.ask("send", new JsonObject().put("roomId", "elsewhere").put("text", TEXT));
            ada.ask(TEXT, new JsonObject());
            ada.ask(
                    "history",
                    new JsonObject().put("roomId", "canary").put("before", 99).put("limit", 50));
            ada.frames().forEach(frame -> told.add(frame.encode()));
        }
    }

    private void misbehave() throws IOException, InterruptedException {
        String expired = token(Jwt.claims("ada", 1));
        try (ChatClient eve = ChatClient.connect(gateway.chat())) {
            eve.sendText("{\"event\":\"dance\",\"data\":{\"text\":\"" + TEXT + "\"}}");
            eve.sendText("{\"event\":\"send\",\"data\":{\"text\":\"" + TEXT);
            eve.send("auth", new JsonObject().put("token", expired));
            eve.awaitClose();
        }
        HttpRequest request = HttpRequest.newBuilder(gateway.chat().resolve("/api/rooms"))
                .header("Authorization", "Bearer " + expired + "x")
                .POST(HttpRequest.BodyPublishers.ofString(TEXT))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(401);
    }

    private String token(JsonObject claims) {
        String token = Jwt.signed(Jwt.header("HS256"), claims, SECRET);
        tokens.add(token);
        return token;
    }

    private List<String> secrets() {
        List<String> all = new ArrayList<>(List.of(KEY, SECRET, PASSWORD));
        all.addAll(tokens);
        return all;
    }

    private static void assertHoldsNone(String where, String text, List<String> canaries) {
        canaries.forEach(canary ->
                assertThat(text.contains(canary)).as("%s in %s", canary, where).isFalse());
    }

    private List<String> everything() {
        List<String> all = secrets();
        all.addAll(List.of(PROMPT, TEXT));
        return all;
    }

    @Test
    void theProviderSawTheKeyAndTheTextSoThatTheyWereThereToLeak() {
        assertThat(provider.attempts()).isNotEmpty();
        assertThat(provider.attempts().get(0).header("authorization")).isEqualTo("Bearer " + KEY);
        assertThat(provider.attempts().get(0).body().encode()).contains(TEXT, PROMPT);
    }

    @Test
    void theLogHoldsNone() {
        assertThat(gateway.output())
                .anyMatch(line -> line.contains("TRACE io.netty"))
                .anyMatch(line -> line.contains("event=token_refused"))
                .anyMatch(line -> line.contains("status=complete"))
                .anyMatch(line -> line.contains("status=failed"));

        assertHoldsNone("the log", String.join("\n", gateway.output()), everything());
    }

    @Test
    void theOpsPortHoldsNone() {
        for (String path : List.of("/metrics", "/health/ready", "/health/live")) {
            String text = gateway.opsText(path);

            assertHoldsNone(path, text, everything());
            assertThat(text).as(path).doesNotContain("\"ada\"", "\"canary\"");
        }
    }

    @Test
    void clientsAreToldNoSecret() {
        assertThat(told).anyMatch(frame -> frame.contains("\"event\":\"error\""));

        assertHoldsNone("frames", String.join("\n", told), secrets());
        assertThat(told).noneMatch(frame -> frame.contains(PROMPT));
    }

    @Test
    void theThreadsHoldNone() {
        String threads = gateway.threads();

        assertThat(threads).contains("vert.x-eventloop");
        assertHoldsNone("the threads", threads, everything());
    }

    @Test
    void theDatabaseHoldsNoSecretAndTextOnlyWhereMessagesAre() {
        Set<String> withText = new TreeSet<>();
        rows.all(
                        "select table_name as t, column_name as c from information_schema.columns join information_schema.tables"
                                + " using (table_schema, table_name) where table_schema = 'public' and table_type = 'BASE TABLE'")
                .forEach(column -> {
                    String content = String.valueOf(rows.one("select coalesce(string_agg(\"" + column.get("c")
                                    + "\"::text, ' '), '') as n from \"" + column.get("t") + "\"")
                            .get("n"));
                    String name = column.get("t") + "." + column.get("c");
                    assertHoldsNone(name, content, secrets());
                    assertThat(content).as(name).doesNotContain(PROMPT);
                    if (content.contains(TEXT)) {
                        withText.add(name);
                    }
                });

        assertThat(withText).containsExactly("messages.text");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/metrics", "/health/live", "/health/ready", "/health", "/admin", "/debug", "/config"})
    void whatOperatorsReadIsNotAtThePublicPort(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = get(path, Map.of());

        assertThat(answer.statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/chat/info", "/api/usage", "/api/nowhere"})
    void noCookieIsGivenOrTaken(String path) throws IOException, InterruptedException {
        HttpResponse<String> without = get(path, Map.of());
        HttpResponse<String> with =
                get(path, Map.of("Cookie", "token=" + tokens.get(0) + "; Authorization=Bearer " + tokens.get(0)));

        assertThat(without.headers().map()).doesNotContainKey("set-cookie");
        assertThat(with.headers().map()).doesNotContainKey("set-cookie");
        assertThat(with.statusCode()).isEqualTo(without.statusCode());
    }

    private HttpResponse<String> get(String path, Map<String, String> headers)
            throws IOException, InterruptedException {
        URI address = gateway.chat().resolve(path);
        HttpRequest.Builder request = HttpRequest.newBuilder(address);
        headers.forEach(request::header);
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
