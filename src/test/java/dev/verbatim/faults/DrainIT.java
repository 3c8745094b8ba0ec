package dev.verbatim.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.testing.FaultyProvider;
import dev.verbatim.testing.GatewayProcess;
import dev.verbatim.testing.Tables;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** SIGTERM under twenty running replies: those that fit into the limit finish before their viewers' eyes, the others are handed over. */
class DrainIT {
    private static final int REPLIES = 20;
    private static final int DRAINING = 4409;

    private final Vertx vertx = Vertx.vertx();
    private final List<Person> people = new ArrayList<>();
    private FaultyProvider provider;

    @BeforeEach
    void start() {
        provider = FaultyProvider.start(vertx).await();
    }

    @AfterEach
    void stop() {
        provider.close();
        vertx.close().await();
    }

    @Test
    void runningRepliesFinishAndNothingNewBegins() {
        try (Installation installation = Installation.external(provider.baseUrl(), Map.of())) {
            GatewayProcess gateway = installation.ready();
            allTalk(gateway, "answer-100-d30");

            gateway.terminate();
            Awaitility.await("not ready").until(() -> gateway.opsStatus("/health/ready") == 503);
            assertThat(gateway.opsStatus("/health/live")).isEqualTo(200);
            whatIsNewIsRefused(people.get(0));

            for (Person person : people) {
                JsonObject end = person.line().await(DrainIT::isEnd).getJsonObject("data");
                assertThat(end.getString("status")).isEqualTo("complete");
                assertThat(person.line().await("notice").getString("code")).isEqualTo("draining");
                assertThat(person.line().awaitClose()).isEqualTo(DRAINING);
            }
            assertThat(gateway.awaitExit()).isZero();
            installation.forget();

            people.forEach(person -> audit(installation.tables(), person));
            assertThat(provider.attempts()).hasSize(REPLIES);
        }
    }

    @Test
    void whatDoesNotFinishInTimeIsHandedOver() {
        try (Installation installation =
                Installation.external(provider.baseUrl(), Map.of("VERBATIM_SHUTDOWN_DRAIN_MS", "300"))) {
            GatewayProcess gateway = installation.ready();
            allTalk(gateway, "answer-150-d30");

            gateway.terminate();
            for (Person person : people) {
                assertThat(person.line().awaitClose()).isEqualTo(DRAINING);
            }
            assertThat(gateway.awaitExit()).isZero();
            installation.forget();
            people.forEach(Person::hangUp);
            assertThat(installation.tables().number("select count(*) from replies where state = 'running'"))
                    .isEqualTo(REPLIES);
            assertThat(installation.tables().number("select count(distinct reply_id) from reply_chunks"))
                    .as("replies whose words so far are stored")
                    .isEqualTo(REPLIES);

            GatewayProcess next = installation.ready();
            people.forEach(person -> person.join(next.chat(), frame -> {}));
            people.forEach(person -> awaitQuiet(installation.tables(), person));

            people.forEach(person -> audit(installation.tables(), person));
            assertThat(installation.tables().number("select count(*) from replies where attempt = 2 and takeovers = 1"))
                    .isEqualTo(REPLIES);
            assertThat(installation.tables().number("select count(*) from messages where status = 'complete'"))
                    .isEqualTo(2 * REPLIES);
            assertThat(
                            installation
                                    .tables()
                                    .number(
                                            "select count(*) from attempts where outcome = 'abandoned' and usage_source = 'estimated'"))
                    .as("handed over attempts, counted from their checkpoints")
                    .isEqualTo(REPLIES);
        }
    }

    private void allTalk(GatewayProcess gateway, String model) {
        for (int i = 0; i < REPLIES; i++) {
            Person person = new Person(gateway.chat(), "room-" + i);
            people.add(person);
            person.join(gateway.chat(), frame -> {});
        }
        people.forEach(person -> person.say("c-1", person.roomId + " says c-1", model));
        people.forEach(person -> person.line().await(DrainIT::isDelta));
    }

    private static void whatIsNewIsRefused(Person person) {
        JsonObject room = new JsonObject().put("roomId", person.roomId);
        for (JsonObject answer : List.of(
                person.line().ask("send", room.copy().put("text", "one more").put("clientId", "c-2")),
                person.line().ask("send", room.copy().put("text", "without").put("reply", false)),
                person.line().ask("join", new JsonObject().put("roomId", "another")))) {
            JsonObject data = answer.getJsonObject("data");
            assertThat(data.getString("code")).as(answer.encode()).isEqualTo("at_capacity");
            assertThat(data.getLong("retryAfterMs")).as(answer.encode()).isPositive();
        }
    }

    private static void awaitQuiet(Tables tables, Person person) {
        Awaitility.await(person.roomId)
                .until(() -> tables.number(
                                        "select count(*) from replies where state <> 'ended' and room_id = ?",
                                        person.roomId)
                                == 0
                        && person.newestRev()
                                == tables.number("select rev from rooms where room_id = ?", person.roomId));
    }

    private void audit(Tables tables, Person person) {
        person.hangUp();
        Audit audit = new Audit(tables, person.roomId);
        audit.settled(provider.attempts());
        audit.agreesWith(person);
    }

    private static boolean isDelta(JsonObject frame) {
        return "stream".equals(frame.getString("event"))
                && frame.getJsonObject("data").containsKey("token");
    }

    private static boolean isEnd(JsonObject frame) {
        return "stream".equals(frame.getString("event"))
                && frame.getJsonObject("data").getBoolean("end", false);
    }
}
