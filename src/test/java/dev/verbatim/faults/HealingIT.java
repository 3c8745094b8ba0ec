package dev.verbatim.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.testing.Canary;
import dev.verbatim.testing.ChatClient;
import dev.verbatim.testing.FaultyProvider;
import dev.verbatim.testing.GatewayProcess;
import dev.verbatim.testing.OwnPostgres;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A start on what waiting or a person mends while the process is up: it stays up, says so once, and goes on by itself. */
class HealingIT {
    private static final String SECRET = Canary.SECRET;

    @Test
    void databaseThatComesLaterIsWaitedFor() {
        try (OwnPostgres postgres = TestPostgres.ownEmpty()) {
            postgres.stop();
            try (GatewayProcess gateway = GatewayProcess.start(GatewayProcess.freshDirectory(), on(postgres))) {
                assertThat(gateway.opsStatus("/health/live")).isEqualTo(200);
                assertThat(gateway.opsStatus("/health/ready")).isEqualTo(503);
                assertThat(gateway.opsText("/health/ready")).contains("the database at 127.0.0.1:", "not reachable");
                assertThat(gateway.opsText("/health/ready")).doesNotContain(password(postgres));
                refusedForNow(gateway);

                postgres.startAgain();
                awaitReady(gateway);
                answersAtOnce(gateway);
                assertThat(lines(gateway, "database unreachable")).isEqualTo(1);
                awaitLines(gateway, "database reachable", 1);

                postgres.kill9();
                awaitLines(gateway, "database unreachable", 2);
                Awaitility.await().until(() -> gateway.opsStatus("/health/ready") == 503);
                assertThat(gateway.opsStatus("/health/live")).isEqualTo(200);
                postgres.startAgain();
                awaitReady(gateway);
                awaitLines(gateway, "database reachable", 2);
                assertThat(lines(gateway, "database unreachable")).isEqualTo(2);
                assertThat(gateway.output()).noneMatch(line -> line.startsWith("\tat "));
            }
        }
    }

    @Test
    void databaseThatComesWithANewerSchemaEndsTheWait() {
        try (OwnPostgres postgres = TestPostgres.own()) {
            new dev.verbatim.testing.Tables(postgres.url())
                    .rows("update flyway_schema_history set version = '900' where version = '001' returning version");
            postgres.stop();
            try (GatewayProcess gateway = GatewayProcess.start(GatewayProcess.freshDirectory(), on(postgres))) {
                assertThat(gateway.opsStatus("/health/ready")).isEqualTo(503);

                postgres.startAgain();

                assertThat(gateway.awaitExit()).isNotZero();
                assertThat(gateway.awaitOutput())
                        .filteredOn(line -> line.startsWith("verbatim: "))
                        .hasSize(1);
            }
        }
    }

    @Test
    void providerThatRefusesItsKeyIsOutAndTheRestGoesOn() {
        Vertx vertx = Vertx.vertx();
        try (FaultyProvider provider = FaultyProvider.start(vertx).await();
                Installation installation = Installation.external(provider.baseUrl(), Map.of())) {
            GatewayProcess gateway = installation.ready();
            try (ChatClient ada = ChatClient.guest(gateway.chat())) {
                ada.join("keys");
                for (int i = 0; i < 3; i++) {
                    String reply = ada.say("keys", "Hello " + i, "c-" + i, "status-401")
                            .getString("replyId");
                    JsonObject error = ada.await(frame -> "error".equals(frame.getString("event")));
                    assertThat(error.getJsonObject("data").getString("code")).isEqualTo("provider_auth");
                    assertThat(error.encode()).doesNotContain(Canary.KEY);
                    assertThat(ada.awaitEnd(reply).getString("status")).isEqualTo("failed");
                }
            }
            assertThat(provider.attempts())
                    .as("requests after the first refusal")
                    .hasSize(1);
            assertThat(installation.tables().number("select count(*) from attempts where outcome = 'not_sent'"))
                    .isEqualTo(2);
            assertThat(gateway.opsStatus("/health/ready")).isEqualTo(200);
            assertThat(lines(gateway, "refused its key")).isEqualTo(1);
            assertThat(gateway.output()).noneMatch(line -> line.contains(Canary.KEY));
        } finally {
            vertx.close().await();
        }
    }

    private static Map<String, String> on(OwnPostgres postgres) {
        Map<String, String> environment = new HashMap<>(Installation.quick("http://127.0.0.1:9/v1"));
        environment.remove("OPENAI_API_KEY");
        environment.put("DATABASE_URL", postgres.url());
        environment.put("VERBATIM_AUTH_SECRET", SECRET);
        environment.put("VERBATIM_DEMO_TOKENS_PER_SECOND", "0");
        return environment;
    }

    private static void refusedForNow(GatewayProcess gateway) {
        try (ChatClient early = ChatClient.guest(gateway.chat())) {
            JsonObject refused =
                    early.ask("join", new JsonObject().put("roomId", "lobby")).getJsonObject("data");
            assertThat(refused.getString("code")).isEqualTo("storage_unavailable");
            assertThat(refused.getLong("retryAfterMs")).isPositive();
        }
    }

    private static void answersAtOnce(GatewayProcess gateway) {
        try (ChatClient ada = ChatClient.guest(gateway.chat())) {
            ada.join("lobby");
            String reply = ada.say("lobby", "Hello", "c-1", null).getString("replyId");
            assertThat(ada.awaitEnd(reply).getString("status")).isEqualTo("complete");
        }
    }

    private static void awaitReady(GatewayProcess gateway) {
        Awaitility.await().until(() -> gateway.opsStatus("/health/ready") == 200);
    }

    private static void awaitLines(GatewayProcess gateway, String phrase, int count) {
        Awaitility.await(phrase).until(() -> lines(gateway, phrase) >= count);
        assertThat(lines(gateway, phrase)).isEqualTo(count);
    }

    private static long lines(GatewayProcess gateway, String phrase) {
        return gateway.output().stream().filter(line -> line.contains(phrase)).count();
    }

    private static String password(OwnPostgres postgres) {
        return postgres.url().replaceFirst(".*:([^:@/]+)@.*", "$1");
    }
}
