package dev.verbatim.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.boot.Gateway;
import dev.verbatim.testing.FaultyProvider;
import dev.verbatim.testing.Gateways;
import dev.verbatim.testing.OwnPostgres;
import dev.verbatim.testing.Tables;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The database goes away under fifty running replies and comes back after {@code -Doutage} seconds (6, of which a lease is a sixth; 30 is the real
 * order with {@code -Doutage=30}). Time is told by a provider that sends twenty tokens a second.
 */
class OutageIT {
    private static final int REPLIES = 50;
    private static final int OUTAGE_S = Integer.getInteger("outage", 6);
    private static final int TOKENS_PER_S = 20;
    private static final int TOKENS_BEFORE = 10;
    private static final int TOKENS_DURING = OUTAGE_S * TOKENS_PER_S;
    /** Ends in the middle of the outage. */
    private static final String SHORT = "answer-" + (TOKENS_BEFORE + TOKENS_DURING / 2) + "-d50";
    /** Is still streaming when the database is back. */
    private static final String LONG = "answer-" + (4 * TOKENS_BEFORE + TOKENS_DURING) + "-d50";

    private final Vertx vertx = Vertx.vertx();
    private final List<Person> people = new ArrayList<>();
    private FaultyProvider provider;
    private OwnPostgres postgres;
    private Gateway gateway;
    private Tables tables;

    @BeforeEach
    void start() {
        provider = FaultyProvider.start(vertx).await();
        postgres = TestPostgres.own();
        tables = new Tables(postgres.url());
        gateway = Gateways.on(postgres.url(), Installation.quick(provider.baseUrl()));
    }

    @AfterEach
    void stop() {
        people.forEach(person -> person.line().close());
        gateway.close();
        postgres.close();
        provider.close();
        vertx.close().await();
    }

    @Test
    void runningRepliesGoOnThroughAnOutageAndEachEndsOnce() {
        allTalk();

        postgres.kill9();
        whatNeedsTheDatabaseIsRefused(people.get(0));
        everyReplyStreams(TOKENS_BEFORE + TOKENS_DURING / 2);
        viewersOfEndedRepliesSeeSaving();
        longOnesReach(TOKENS_BEFORE + TOKENS_DURING);
        postgres.startAgain();

        everyReplyEnds();
        assertThat(provider.attempts()).as("requests").hasSize(REPLIES);
        assertThat(tables.number("select count(*) from attempts")).isEqualTo(REPLIES);
        assertThat(tables.number("select sum(takeovers) from replies")).isZero();
        assertThat(tables.number("select count(*) from messages where status = 'complete'"))
                .isEqualTo(2 * REPLIES);
        newSendsWork(people.get(0));
        people.forEach(this::audit);
    }

    @Test
    void endedConnectionsCostNothing() {
        allTalk();

        for (int round = 0; round < 3; round++) {
            tables.rows("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'verbatim'");
            for (int i = 0; i < 5; i++) {
                Person person = people.get(round * 5 + i);
                person.say("more-" + round, person.roomId + " says more " + round, "answer-3");
            }
        }

        everyReplyEnds();
        people.forEach(person -> person.line()
                .frames()
                .forEach(frame ->
                        assertThat(frame.getString("event")).as(frame.encode()).isNotEqualTo("error")));
        assertThat(tables.number("select sum(takeovers) from replies")).isZero();
        assertThat(tables.number("select count(*) from attempts")).isEqualTo(REPLIES + 15);
        people.forEach(this::audit);
    }

    /** The short ones last, when everybody is there: none may have ended before the outage, however long all that takes. */
    private void allTalk() {
        for (int i = 0; i < REPLIES; i++) {
            Person person = new Person(gateway.chatUrl(), "room-" + i);
            people.add(person);
            person.join(gateway.chatUrl(), frame -> {});
        }
        talk(0, LONG);
        talk(1, SHORT);
        people.forEach(person -> person.line().await(OutageIT::isDelta));
    }

    /** Every other one. */
    private void talk(int first, String model) {
        for (int i = first; i < REPLIES; i += 2) {
            Person person = people.get(i);
            person.say("c-1", person.roomId + " says c-1", model);
        }
    }

    private static void whatNeedsTheDatabaseIsRefused(Person person) {
        JsonObject room = new JsonObject().put("roomId", person.roomId);
        List<JsonObject> answers = List.of(
                person.line().ask("send", room.copy().put("text", "lost?").put("clientId", "c-2")),
                person.line().ask("join", room),
                person.line().ask("join", new JsonObject().put("roomId", "another")),
                person.line().ask("history", room.copy().put("before", 10).put("limit", 10)));
        for (JsonObject answer : answers) {
            JsonObject data = answer.getJsonObject("data");
            assertThat(data.getString("code")).as(answer.encode()).isEqualTo("storage_unavailable");
            assertThat(data.getLong("retryAfterMs")).as(answer.encode()).isPositive();
        }
    }

    private void everyReplyStreams(int tokens) {
        people.forEach(person -> awaitTokens(person, tokens));
    }

    private void longOnesReach(int tokens) {
        for (int i = 0; i < REPLIES; i += 2) {
            awaitTokens(people.get(i), tokens);
        }
    }

    private static void awaitTokens(Person person, int tokens) {
        String last = FaultyProvider.token(tokens - 1);
        Awaitility.await(person.roomId + " reads " + last)
                .atMost(OUTAGE_S + 30, TimeUnit.SECONDS)
                .until(() -> textOf(person).contains(last));
    }

    private static String textOf(Person person) {
        StringBuilder text = new StringBuilder();
        person.line().frames().stream()
                .filter(OutageIT::isDelta)
                .forEach(frame -> text.append(frame.getJsonObject("data").getString("token")));
        return text.toString();
    }

    private void viewersOfEndedRepliesSeeSaving() {
        for (int i = 1; i < REPLIES; i += 2) {
            Person person = people.get(i);
            person.line()
                    .await(frame -> "stream".equals(frame.getString("event"))
                            && "saving".equals(frame.getJsonObject("data").getString("state")));
        }
    }

    private void everyReplyEnds() {
        for (Person person : people) {
            Awaitility.await(person.roomId)
                    .atMost(OUTAGE_S + 30, TimeUnit.SECONDS)
                    .until(() -> tables.number(
                                            "select count(*) from replies where state <> 'ended' and room_id = ?",
                                            person.roomId)
                                    == 0
                            && person.newestRev()
                                    == tables.number("select rev from rooms where room_id = ?", person.roomId));
        }
    }

    private static void newSendsWork(Person person) {
        person.say("c-3", person.roomId + " says c-3", "answer-2");
        String reply = person.line()
                .await(frame -> "sent".equals(frame.getString("event")))
                .getJsonObject("data")
                .getString("replyId");
        assertThat(person.line().awaitEnd(reply).getString("status")).isEqualTo("complete");
    }

    private void audit(Person person) {
        person.hangUp();
        Audit audit = new Audit(tables, person.roomId);
        audit.settled(provider.attempts());
        audit.agreesWith(person);
    }

    private static boolean isDelta(JsonObject frame) {
        return "stream".equals(frame.getString("event"))
                && frame.getJsonObject("data").containsKey("token");
    }
}
