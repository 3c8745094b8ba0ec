package dev.verbatim.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.config.OpsSettings;
import dev.verbatim.contract.AttemptOutcome;
import dev.verbatim.contract.AttemptResult;
import dev.verbatim.contract.ChatMessage;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.InstanceReport;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.MessageChanged;
import dev.verbatim.contract.MessagePosted;
import dev.verbatim.contract.ProviderChanged;
import dev.verbatim.contract.Reading;
import dev.verbatim.contract.Role;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.Topics;
import dev.verbatim.contract.Usage;
import dev.verbatim.contract.UsageRecorded;
import dev.verbatim.contract.UsageSource;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class OpsVerticleTest {
    private final AtomicReference<Future<String>> database = new AtomicReference<>(Future.succeededFuture("reachable"));
    private final AtomicReference<Future<String>> reload = new AtomicReference<>(Future.succeededFuture("3 providers"));
    private OpsVerticle ops;
    private MessageBus bus;

    @BeforeEach
    void start(Vertx vertx) throws ExecutionException, InterruptedException {
        Readiness readiness = new Readiness();
        readiness.add("database", "Look at its log.", database::get);
        bus = MessageBus.over(vertx);
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        ops = new OpsVerticle(new OpsSettings("127.0.0.1", 0), readiness, registry, bus, reload::get);
        vertx.deployVerticle(ops).toCompletionStage().toCompletableFuture().get();
    }

    @Test
    void isReadyWhenEveryCheckIs() throws IOException, InterruptedException {
        HttpResponse<String> response = get("/health/ready");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("\"database\"", "reachable").doesNotContain("hint");
    }

    @Test
    void aFailedCheckMeansNotReadyButAlive() throws IOException, InterruptedException {
        database.set(Future.failedFuture("unreachable"));

        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(get("/health/ready").body()).contains("unreachable", "\"hint\":\"Look at its log.\"");
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void countsTokensWithoutNamingPeopleOrRooms() {
        Usage usage = new Usage(UsageSource.PROVIDER, 12, 34, 0, 0, 0);
        AttemptResult result = new AttemptResult(AttemptOutcome.COMPLETE, null, usage, 5_000_000L, 20L, 90L, null);
        RoomKey room = new RoomKey("acme", "secret-room");

        bus.publish(
                Topics.USAGE,
                new UsageRecorded(room, "ada-user", UUID.randomUUID(), 1, "openai", "gpt-x", result),
                room);

        Awaitility.await()
                .untilAsserted(() -> assertThat(get("/metrics").body())
                        .containsPattern("gen_ai_client_token_usage_sum\\{.*type=\"output\".*} 34")
                        .contains("gen_ai_client_operation_duration_seconds_count")
                        .doesNotContain("secret-room", "ada-user"));
    }

    @Test
    void anEditedMessageIsNotCountedAgain() {
        RoomKey room = new RoomKey("acme", "lobby");
        ChatMessage message = message();

        bus.publish(Topics.MESSAGES, new MessagePosted(room, 1, message, null), room);
        bus.publish(Topics.MESSAGES, new MessageChanged(room, 2, message), room);
        bus.publish(Topics.MESSAGES, new MessagePosted(room, 3, message, null), room);

        Awaitility.await()
                .untilAsserted(() -> assertThat(get("/metrics").body()).contains("verbatim_messages_accepted_total 2"));
    }

    private static ChatMessage message() {
        return new ChatMessage(
                UUID.randomUUID(),
                1,
                1,
                1,
                Role.USER,
                "u1",
                "Ada",
                "Hello",
                Instant.EPOCH,
                EndStatus.COMPLETE,
                null,
                null,
                null,
                "c1",
                null,
                null,
                null,
                null,
                null,
                "",
                "");
    }

    @Test
    void warnsOfAProviderUntilItIsAskedNoMore() {
        bus.publish(Topics.PROVIDERS, new ProviderChanged("openai", 1, "out", "Refused."));
        bus.publish(Topics.PROVIDERS, new ProviderChanged("openai", 2, "open", "Failed."));
        Awaitility.await()
                .untilAsserted(() -> assertThat(get("/metrics").body())
                        .contains("verbatim_provider_up{key=\"1\",provider=\"openai\"} 0")
                        .contains("verbatim_provider_up{key=\"2\",provider=\"openai\"} 0"));

        bus.publish(Topics.PROVIDERS, new ProviderChanged("openai", 1, "retired", "Another key."));

        Awaitility.await()
                .untilAsserted(() -> assertThat(get("/metrics").body())
                        .doesNotContain("verbatim_provider_up{key=\"1\"")
                        .contains("verbatim_provider_up{key=\"2\",provider=\"openai\"} 0"));
    }

    @Test
    void reloadsOnRequestOnlyAndSaysWhatIsWrong() throws IOException, InterruptedException {
        assertThat(get("/reload").statusCode()).isEqualTo(405);
        assertThat(post("/reload").body()).contains("ok", "3 providers");

        reload.set(Future.failedFuture("The model catalogue: providers[0].name: missing"));

        assertThat(post("/reload").statusCode()).isEqualTo(422);
        assertThat(post("/reload").body()).contains("providers[0].name: missing");
    }

    @Test
    void whoeverIsWokenIsToldHowThingsStandAndWhatToDo() throws IOException, InterruptedException {
        database.set(Future.failedFuture("unreachable"));
        Reading connections = Reading.level("verbatim.chat.connections", 7);
        bus.publishHere(Topics.REPORTS, new InstanceReport("chat.0", List.of(connections)));
        bus.publish(Topics.PROVIDERS, new ProviderChanged("openai", 2, "out", "refused"));

        Awaitility.await()
                .untilAsserted(() -> assertThat(get("/status").body())
                        .startsWith("NOT READY, up for 0 d 0 h")
                        .containsPattern("database +DOWN +unreachable\n +-> Look at its log\\.\n")
                        .containsPattern("connections +7 +open, of people")
                        .containsPattern("providers +openai key 2"));
    }

    @Test
    void whoeverGuessesIsToldWhatThereIs() throws IOException, InterruptedException {
        assertThat(get("/").body()).contains("GET  /status", "POST /reload");
        assertThat(get("/healthz").statusCode()).isEqualTo(404);
        assertThat(get("/healthz").body()).contains("/health/ready");
        assertThat(get("/reload").body()).contains("POST /reload");
    }

    @Test
    void noPageMayAskWhateverNameItFoundForThisMachine() throws IOException {
        for (String asker : List.of(
                "Origin: https://evil.example", "Sec-Fetch-Site: cross-site", "Host: evil.example:" + ops.port())) {
            assertThat(statusLine("POST /reload", asker)).as(asker).contains(" 403 ");
            assertThat(statusLine("GET /metrics", asker)).as(asker).contains(" 403 ");
        }
        for (String person : List.of("Sec-Fetch-Site: none", "Host: localhost:" + ops.port(), "User-Agent: curl")) {
            assertThat(statusLine("GET /metrics", person)).as(person).contains(" 200 ");
        }
    }

    /** By hand: the HTTP client sets the headers of which this is about itself. */
    private String statusLine(String request, String header) throws IOException {
        String host = header.startsWith("Host:") ? "" : "Host: 127.0.0.1\r\n";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), ops.port())) {
            socket.getOutputStream()
                    .write((request + " HTTP/1.1\r\n" + host + header + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
    }

    private HttpResponse<String> post(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ops.port() + path))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ops.port() + path))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
