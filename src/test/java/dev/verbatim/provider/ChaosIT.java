package dev.verbatim.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.boot.Gateway;
import dev.verbatim.testing.ChatClient;
import dev.verbatim.testing.FaultyProvider;
import dev.verbatim.testing.Gateways;
import dev.verbatim.testing.ProviderAttempt;
import dev.verbatim.testing.Rows;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Many replies by a provider that misbehaves at random, in the order of a seed: each ends once, none is complete with wrong words, each
 * request has its row, and nothing is left. {@code -Dchaos=1000} makes it the long run.
 */
class ChaosIT {
    private static final int REPLIES = Integer.getInteger("chaos", 60);
    private static final int PEOPLE = 12;
    /** What a gateway at rest has none of: requests to providers, places of pools taken, and who waits for one. */
    private static final List<String> GAUGES =
            List.of("vertx_http_client_active_requests", "vertx_pool_in_use", "vertx_pool_queue_pending");

    /** What one reply has and nobody keeps: timers, bus consumers, and our own objects for a reply, an attempt and a request. */
    private static final List<String> KINDS = List.of(
            "io.vertx.core.impl.VertxImpl$InternalTimerHandler",
            "io.vertx.core.eventbus.impl.MessageConsumerImpl",
            "io.vertx.core.eventbus.impl.ReplyHandler",
            "dev.verbatim.llm.ReplyRun",
            "dev.verbatim.llm.Attempt",
            "dev.verbatim.llm.provider.http.CallClock");

    private record Reply(String id, String question, String model, JsonObject end, String text, int ends) {}

    private final Vertx vertx = Vertx.vertx();
    private final String database = TestPostgres.freshDatabase();
    private final Rows rows = Rows.of(database);
    private FaultyProvider provider;
    private Gateway gateway;

    @BeforeEach
    void start() {
        provider = FaultyProvider.start(vertx).await();
        Map<String, String> environment = new TreeMap<>(AttemptsIT.IMPATIENT);
        environment.put("OPENAI_BASE_URL", provider.baseUrl());
        environment.put("ANTHROPIC_BASE_URL", provider.baseUrl());
        environment.put("VERBATIM_ROUTING_FALLBACK", "claude-status-503~answer-6");
        gateway = Gateways.on(database, environment);
    }

    @AfterEach
    void stop() {
        gateway.close();
        provider.close();
        vertx.close().await();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 20, 300})
    void whateverTheProviderDoesEachReplyEndsOnceAndEachRequestIsBilledOnce(long seed) throws Exception {
        warmUp();
        Map<String, Long> before = LiveObjects.count(KINDS);

        List<Reply> replies = talk(new Mischief(seed));

        assertThat(replies).hasSize(REPLIES);
        Map<String, List<ProviderAttempt>> log =
                provider.attempts().stream().collect(Collectors.groupingBy(ChaosIT::lastWords));
        replies.forEach(reply -> check(reply, log.getOrDefault(reply.question(), List.of())));
        assertThat(rows.all("select reply_id from replies where state <> 'ended'"))
                .isEmpty();
        assertThat(rows.all("select reply_id from attempts where outcome in ('running', 'abandoned')"))
                .isEmpty();
        assertThat(rows.all("select reply_id from reply_chunks")).isEmpty();
        Awaitility.await().untilAsserted(() -> {
            assertThat(provider.attempts())
                    .filteredOn(request -> !request.answered().isComplete()
                            && !request.closed().isComplete())
                    .extracting(request -> request.model() + ", " + request.question())
                    .isEmpty();
            assertThat(gauges())
                    .containsOnlyKeys(GAUGES)
                    .allSatisfy((gauge, sum) -> assertThat(sum).as(gauge).isZero());
            // A heartbeat that is under way has a timer and a consumer, before as after.
            assertThat(LiveObjects.count(KINDS))
                    .allSatisfy((kind, count) -> assertThat(count).as(kind).isLessThanOrEqualTo(before.get(kind)));
        });
    }

    /** What is there from the first reply on is there before. */
    private void warmUp() {
        try (ChatClient person = ChatClient.guest(gateway.chatUrl())) {
            person.join("warm-up");
            for (String model : List.of("answer-3", "quota", "claude-answer-3")) {
                person.awaitEnd(
                        person.say("warm-up", "question-0", model, model).getString("replyId"));
            }
        }
        Awaitility.await().until(() -> LiveObjects.count(KINDS).get("dev.verbatim.llm.ReplyRun") == 0);
    }

    private List<Reply> talk(Mischief mischief) throws Exception {
        Queue<Reply> replies = new ConcurrentLinkedQueue<>();
        AtomicInteger left = new AtomicInteger(REPLIES);
        ExecutorService people = Executors.newFixedThreadPool(PEOPLE);
        try {
            List<Future<?>> talks = new ArrayList<>();
            for (int i = 0; i < PEOPLE; i++) {
                String room = "room-" + i;
                talks.add(people.submit(() -> talkIn(room, mischief, left, replies)));
            }
            for (Future<?> talk : talks) {
                talk.get(30, TimeUnit.MINUTES);
            }
        } finally {
            people.shutdownNow();
        }
        return new ArrayList<>(replies);
    }

    private void talkIn(String room, Mischief mischief, AtomicInteger left, Queue<Reply> replies) {
        try (ChatClient person = ChatClient.guest(gateway.chatUrl())) {
            person.join(room);
            for (int number = left.getAndDecrement(); number > 0; number = left.getAndDecrement()) {
                replies.add(ask(person, room, "question-" + number, mischief.nextModel()));
            }
        }
    }

    private static Reply ask(ChatClient person, String room, String question, String model) {
        String reply = person.say(room, question, question, model).getString("replyId");
        if (Mischief.isToBeStopped(model)) {
            person.await(frame -> reply.equals(frame.getJsonObject("data").getString("messageId"))
                    && frame.getJsonObject("data").containsKey("token"));
            person.send("stop", new JsonObject().put("roomId", room).put("messageId", reply));
        }
        JsonObject end = person.awaitEnd(reply);
        int ends = (int) person.frames().stream()
                .map(frame -> frame.getJsonObject("data"))
                .filter(data -> reply.equals(data.getString("messageId")))
                .filter(data -> Boolean.TRUE.equals(data.getBoolean("end")))
                .count();
        return new Reply(reply, question, model, end, person.textOf(reply), ends);
    }

    // Questions without an answer between them are one turn to some.
    private static String lastWords(ProviderAttempt request) {
        String question = request.question();
        return question.substring(question.lastIndexOf("question-"));
    }

    private void check(Reply reply, List<ProviderAttempt> log) {
        String status = reply.end().getString("status");
        Map<String, Object> stored =
                rows.one("select text, status from messages where message_id = ?", UUID.fromString(reply.id()));
        String as = reply.question() + " to " + reply.model() + ", asked " + told(log);
        assertThat(reply.ends()).as(as).isEqualTo(1);
        assertThat(stored).as(as).containsEntry("status", status).containsEntry("text", reply.text());
        assertThat(FaultyProvider.text(5_000)).as(as).startsWith(reply.text());
        // A key that rests since another reply was refused for money leaves this one to the fallback, which does end.
        if (log.stream().limit(1).map(ProviderAttempt::model).anyMatch(Mischief::isToBeStopped)) {
            assertThat(status).as(as).isEqualTo("stopped");
        }
        if ("complete".equals(status)) {
            ProviderAttempt last = log.get(log.size() - 1);
            assertThat(reply.text()).as(as).isEqualTo(FaultyProvider.text(last.tokensSent()));
        }
        assertLedger(reply, as, log);
    }

    private static String told(List<ProviderAttempt> log) {
        return log.stream()
                .map(request -> request.model() + ":" + request.tokensSent())
                .collect(Collectors.joining(", "));
    }

    private void assertLedger(Reply reply, String as, List<ProviderAttempt> log) {
        List<Map<String, Object>> billed = rows.all(
                "select * from attempts where reply_id = ? and outcome <> 'not_sent' order by attempt",
                UUID.fromString(reply.id()));
        assertThat(billed)
                .as("%s, billed %s", as, billed)
                .extracting(row -> row.get("model"))
                .isEqualTo(log.stream().map(ProviderAttempt::model).toList());
        for (int i = 0; i < billed.size(); i++) {
            assertCounted(as, billed.get(i), log.get(i).tokensCounted());
        }
    }

    /** What the provider counted is billed as its count; what it says to somebody who has given up waiting is not heard. */
    private static void assertCounted(String as, Map<String, Object> row, long tokens) {
        boolean counted = "provider".equals(row.get("usage_source"));
        if (!"timeout".equals(row.get("error"))) {
            assertThat(counted).as(as).isEqualTo(tokens >= 0);
        }
        if (counted) {
            assertThat(row).as(as).containsEntry("output_tokens", tokens);
        }
    }

    private Map<String, Double> gauges() throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(gateway.opsUrl().resolve("/metrics")).build();
        String text = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
        Map<String, Double> sums = new TreeMap<>();
        text.lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(line -> GAUGES.stream()
                        .filter(line::startsWith)
                        .forEach(name -> sums.merge(
                                name, Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)), Double::sum)));
        return sums;
    }
}
