package dev.verbatim.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.config.OpsSettings;
import dev.verbatim.contract.AttemptOutcome;
import dev.verbatim.contract.AttemptResult;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.ProviderChanged;
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
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
        readiness.add("database", database::get);
        bus = MessageBus.over(vertx);
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        ops = new OpsVerticle(new OpsSettings("127.0.0.1", 0), readiness, registry, bus, reload::get);
        vertx.deployVerticle(ops).toCompletionStage().toCompletableFuture().get();
    }

    @Test
    void isReadyWhenEveryCheckIs() throws IOException, InterruptedException {
        HttpResponse<String> response = get("/health/ready");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("\"database\"", "reachable");
    }

    @Test
    void aFailedCheckMeansNotReadyButAlive() throws IOException, InterruptedException {
        database.set(Future.failedFuture("unreachable"));

        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(get("/health/ready").body()).contains("unreachable");
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
