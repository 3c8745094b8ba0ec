package dev.verbatim.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.boot.Gateway;
import dev.verbatim.testing.ApiClient;
import dev.verbatim.testing.ChatClient;
import dev.verbatim.testing.FaultyProvider;
import dev.verbatim.testing.Gateways;
import dev.verbatim.testing.LogCapture;
import dev.verbatim.testing.ProviderAttempt;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys and catalogue change while an answer streams: it goes on to its end, and the next one is asked with what is new. */
class ReloadIT {
    private static final String ROOM = "lobby";
    private static final String FIRST = "key-before-0123456789";
    private static final String SECOND = "key-after-0123456789";

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private FaultyProvider provider;
    private Path key;
    private Path catalogue;

    @BeforeEach
    void start() throws IOException {
        provider = FaultyProvider.start(vertx).await();
        key = Files.writeString(folder.resolve("key"), FIRST + "\n");
        catalogue = Files.writeString(folder.resolve("models.json"), catalogue("answer-*"));
    }

    @AfterEach
    void stop() {
        provider.close();
        vertx.close().await();
    }

    @Test
    void aKeyFileThatChangesIsTakenWithoutDroppingAStream() throws IOException {
        try (Gateway gateway = gateway("20");
                ChatClient ada = ChatClient.guest(gateway.chatUrl())) {
            ada.join(ROOM);
            String running = begin(ada, "answer-60-d20", "c-1");

            Files.writeString(key, SECOND);
            Files.setLastModifiedTime(key, FileTime.fromMillis(System.currentTimeMillis() + 5_000));

            Awaitility.await()
                    .untilAsserted(() -> assertThat(keyOfNext(gateway)).contains(SECOND));
            assertThat(ada.awaitEnd(running).getString("status")).isEqualTo("complete");
            assertThat(ada.textOf(running)).isEqualTo(FaultyProvider.text(60));
            assertThat(authorization(provider.attempts("answer-60-d20"))).contains(FIRST);
        }
    }

    @Test
    void aCatalogueIsTakenOnRequestAndABrokenOneIsRefused() throws IOException, InterruptedException {
        try (Gateway gateway = gateway("0");
                LogCapture log = LogCapture.open();
                ChatClient ada = ChatClient.guest(gateway.chatUrl())) {
            ada.join(ROOM);
            String running = begin(ada, "answer-40-d20", "c-1");

            Files.writeString(catalogue, "{\"providers\": [{\"name\": \"x\"}]}");
            assertThat(reload(gateway).statusCode()).isEqualTo(422);
            assertThat(offered(gateway)).contains("answer-5").doesNotContain("answer-50");
            Files.writeString(catalogue, catalogue("answer-50"));
            assertThat(reload(gateway).statusCode()).isEqualTo(200);
            assertThat(offered(gateway)).contains("answer-50");

            assertThat(ada.awaitEnd(running).getString("status")).isEqualTo("complete");
            assertThat(ada.textOf(running)).isEqualTo(FaultyProvider.text(40));
            assertThat(provider.attempts("answer-40-d20")).hasSize(1);
            assertThat(log.lines()).noneMatch(line -> line.contains(FIRST));
        }
    }

    private String begin(ChatClient ada, String model, String clientId) {
        String reply = ada.say(ROOM, "Hello", clientId, model).getString("replyId");
        ada.await(frame -> frame.getJsonObject("data", new JsonObject()).containsKey("token"));
        return reply;
    }

    private String keyOfNext(Gateway gateway) {
        try (ChatClient bob = ChatClient.guest(gateway.chatUrl())) {
            bob.join("other");
            bob.awaitEnd(bob.say("other", "Hi", "c-" + provider.attempts().size(), "answer-5")
                    .getString("replyId"));
        }
        List<ProviderAttempt> asked = provider.attempts("answer-5");
        return authorization(asked.subList(asked.size() - 1, asked.size()));
    }

    private static String authorization(List<ProviderAttempt> attempts) {
        return attempts.get(0).header("authorization");
    }

    private static HttpResponse<String> reload(Gateway gateway) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(gateway.opsUrl().resolve("/reload"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static String offered(Gateway gateway) {
        String guest = new ApiClient(gateway.chatUrl(), "none")
                .post("/api/guest")
                .json()
                .getString("token");
        return new ApiClient(gateway.chatUrl(), guest).get("/api/models").text();
    }

    private Gateway gateway(String checkMs) {
        return Gateways.on(
                TestPostgres.freshDatabase(),
                Map.of(
                        "VERBATIM_MODELS", catalogue.toString(),
                        "FAULTY_API_KEY_FILE", key.toString(),
                        "VERBATIM_RELOAD_CHECK_MS", checkMs));
    }

    private String catalogue(String models) {
        return new JsonObject()
                .put("priceDate", "2026-01-01")
                .put(
                        "providers",
                        List.of(new JsonObject()
                                .put("name", "faulty")
                                .put("protocol", "openai")
                                .put("baseUrl", provider.baseUrl())
                                .put("keyEnv", "FAULTY_API_KEY")
                                .put("defaultModel", "answer-5")
                                .put("models", List.of(models))
                                .put("maxTokensField", "max_tokens")))
                .put(
                        "models",
                        List.of(new JsonObject()
                                .put("provider", "faulty")
                                .put("models", List.of(models))
                                .put("contextWindow", 16_384)
                                .put("maxOutputTokens", 4_096)))
                .encode();
    }
}
