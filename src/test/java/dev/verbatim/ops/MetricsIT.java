package dev.verbatim.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.boot.Gateway;
import dev.verbatim.contract.AttemptOutcome;
import dev.verbatim.contract.AttemptResult;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.ProviderChanged;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.Topics;
import dev.verbatim.contract.Usage;
import dev.verbatim.contract.UsageRecorded;
import dev.verbatim.contract.UsageSource;
import dev.verbatim.testing.ChatClient;
import dev.verbatim.testing.Gateways;
import dev.verbatim.testing.Patience;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a gateway that has talked shows on {@code /metrics}, beside what the documents, the dashboard and the alerts say that it shows. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetricsIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Path TABLE = Path.of("src/docs/operate.md");
    private static final Pattern ROW =
            Pattern.compile("^\\| `((?:verbatim|gen_ai)_\\w+)` \\| (\\w+) \\|([^|]*)\\|", Pattern.MULTILINE);
    private static final Pattern WORD = Pattern.compile("\\b(?:verbatim|gen_ai|jvm|process|system|vertx)_\\w+");
    private static final String ROOM = "a-room-nobody-may-know";
    private static final String TEXT = "words-nobody-may-know";

    private Gateway gateway;
    private String user;

    @BeforeAll
    void start() {
        gateway = Gateways.on(TestPostgres.freshDatabase());
        try (ChatClient ada = ChatClient.guest(gateway.chatUrl())) {
            user = ada.frames().get(0).getJsonObject("data").getString("userId");
            ada.join(ROOM);
            ada.awaitEnd(ada.say(ROOM, TEXT, "c-1", null).getString("replyId"));
        }
        tellWhatAWorkingProviderDoesNotBring();
        // Pauses have a meter from the first one on.
        System.gc();
        Awaitility.await()
                .untilAsserted(() -> assertThat(scrape())
                        .contains("verbatim_provider_up{", "verbatim_cost_usd_total", "verbatim_chat_", "verbatim_llm_")
                        .contains("verbatim_storage_unreachable", "jvm_gc_pause_seconds_sum"));
    }

    private void tellWhatAWorkingProviderDoesNotBring() {
        MessageBus bus = MessageBus.over(gateway.vertx());
        RoomKey room = new RoomKey("main", ROOM);
        Usage usage = new Usage(UsageSource.PROVIDER, 12, 34, 0, 0, 0);
        AttemptResult priced = new AttemptResult(AttemptOutcome.COMPLETE, null, usage, 5_000_000L, 20L, 90L, null);
        bus.publish(Topics.USAGE, new UsageRecorded(room, user, UUID.randomUUID(), 1, "demo", "priced", priced), room);
        bus.publish(Topics.PROVIDERS, new ProviderChanged("demo", 0, "open", "5 failures in a row"));
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    @Test
    void theTableOfMetricsIsWhatIsShown() throws IOException {
        Exposition shown = Exposition.of(scrape());
        Map<String, String> kinds = new TreeMap<>();
        Map<String, Set<String>> labels = new TreeMap<>();
        ROW.matcher(Files.readString(TABLE)).results().forEach(row -> {
            kinds.put(row.group(1), row.group(2));
            labels.put(row.group(1), labelsOf(row));
        });

        assertThat(kinds).isEqualTo(shown.own());
        assertThat(labels)
                .allSatisfy((metric, named) ->
                        assertThat(shown.labels().get(metric)).as(metric).isEqualTo(named));
    }

    private static Set<String> labelsOf(MatchResult row) {
        return Stream.of(row.group(3).split(","))
                .map(label -> label.replace("`", "").trim())
                .filter(label -> !label.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void nobodyAndNothingIsNamed() {
        assertThat(scrape()).doesNotContain(ROOM, TEXT, user);
    }

    @Test
    void theChatPortHasNoneOfIt() {
        assertThat(status(gateway.chatUrl(), "/metrics")).isEqualTo(404);
        assertThat(status(gateway.chatUrl(), "/health/ready")).isEqualTo(404);
        assertThat(gateway.opsUrl().getPort()).isNotEqualTo(gateway.chatUrl().getPort());
    }

    @Test
    void theDashboardAsksForWhatThereIs() throws IOException {
        String dashboard = Files.readString(Path.of("conf/grafana-dashboard.json"));

        assertThat(new JsonObject(dashboard).getJsonArray("panels")).isNotEmpty();
        assertThat(unknown(dashboard)).isEmpty();
    }

    @Test
    void theAlertsAskForWhatThereIs() throws IOException {
        assertThat(unknown(Files.readString(Path.of("conf/prometheus-alerts.yaml"))))
                .isEmpty();
    }

    private Set<String> unknown(String text) {
        Exposition shown = Exposition.of(scrape());
        Set<String> known = new TreeSet<>(shown.samples());
        shown.labels().values().forEach(known::addAll);
        return WORD.matcher(text)
                .results()
                .map(MatchResult::group)
                .filter(word -> !known.contains(word))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private String scrape() {
        return get(gateway.opsUrl(), "/metrics").body();
    }

    private static int status(URI base, String path) {
        return get(base, path).statusCode();
    }

    private static HttpResponse<String> get(URI base, String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(base.resolve(path))
                    .timeout(Duration.ofSeconds(Patience.SECONDS))
                    .build();
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
