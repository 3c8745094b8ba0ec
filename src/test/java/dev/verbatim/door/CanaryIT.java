package dev.verbatim.door;

import static org.assertj.core.api.Assertions.assertThat;

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
 * Canaries for secrets and for what people say (FAULTS S5, S10, S16): after good answers, failing ones and bad input at the finest log level,
 * none of them is where it does not belong.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CanaryIT {
    private static final String KEY = "sk-canary-of-the-provider-7Qw1";
    private static final String SECRET = "canary-of-the-tokens-9fK2mXz7Lq4Rt8Vb3Ny6";
    private static final String PASSWORD = "canary-of-the-database-5Hj8";
    private static final String PROMPT = "Canary of the system prompt.";
    private static final String TEXT = "Canary of what somebody said";
    private static final List<String> MODELS =
            List.of("answer", "cut-between-3", "status-500", "status-429", "status-401");

    private final Vertx vertx = Vertx.vertx();
    private final List<String> told = new ArrayList<>();
    private final List<String> tokens = new ArrayList<>();
    private FaultyProvider provider;
    private GatewayProcess gateway;
    private Rows rows;

    @BeforeAll
    void start() {
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
        environment.put("VERBATIM_LOG_LEVEL", "TRACE");
        environment.put("VERBATIM_LLM_SILENCE_MS", "300");
        environment.put("VERBATIM_ROOMS_ON_JOIN", "create");
        gateway = GatewayProcess.start(GatewayProcess.freshDirectory(), environment);
        talk();
        misbehave();
    }

    @AfterAll
    void stop() {
        gateway.close();
        provider.closed().await();
        vertx.close().await();
    }

    private void talk() {
        String token = token(Jwt.claims("ada", Jwt.inMinutes(5)));
        try (ChatClient ada = ChatClient.connect(gateway.chat()).authenticate(token)) {
            ada.join("canary");
            for (String model : MODELS) {
                String reply = ada.say("canary", TEXT, "c-" + model, model).getString("replyId");
                ada.awaitEnd(reply);
            }
            ada.frames().forEach(frame -> told.add(frame.encode()));
        }
    }

    private void misbehave() {
        String expired = token(Jwt.claims("ada", 1));
        try (ChatClient eve = ChatClient.connect(gateway.chat())) {
            eve.sendText("{\"event\":\"dance\",\"data\":{\"text\":\"" + TEXT + "\"}}");
            eve.sendText("{\"event\":\"send\",\"data\":{\"text\":\"" + TEXT);
            eve.send("auth", new JsonObject().put("token", expired));
            eve.awaitClose();
        }
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
                        "select table_name as t from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'")
                .forEach(table -> {
                    String name = String.valueOf(table.get("t"));
                    String content = String.valueOf(
                            rows.one("select coalesce(string_agg(x::text, ' '), '') as n from " + name + " x")
                                    .get("n"));
                    assertHoldsNone(name, content, secrets());
                    if (content.contains(TEXT)) {
                        withText.add(name);
                    }
                });

        assertThat(withText).containsExactly("messages");
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
