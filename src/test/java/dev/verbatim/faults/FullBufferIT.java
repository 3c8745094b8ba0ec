package dev.verbatim.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.testing.Canary;
import dev.verbatim.testing.FaultyProvider;
import dev.verbatim.testing.GatewayProcess;
import dev.verbatim.testing.Tables;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Endings cannot be stored, and there is room for few of them: no further reply starts, and a node that is killed now takes none of the
 * acknowledged words with it.
 */
class FullBufferIT {
    private static final String SECRET = Canary.SECRET;
    private static final String MODEL = "answer-60-d20";
    private static final int ROOMS = 3;

    private final Vertx vertx = Vertx.vertx();
    private final List<Person> people = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private FaultyProvider provider;
    private String url;
    private Tables tables;

    @BeforeEach
    void start() {
        provider = FaultyProvider.start(vertx).await();
        url = TestPostgres.freshDatabase();
        tables = new Tables(url);
        environment.putAll(Installation.quick(provider.baseUrl()));
        environment.put("DATABASE_URL", url);
        environment.put("VERBATIM_AUTH_SECRET", SECRET);
        environment.put("VERBATIM_LLM_INSTANCES", "1");
        environment.put("VERBATIM_STORAGE_STATEMENT_TIMEOUT_MS", "1500");
        environment.put("VERBATIM_LLM_ENDINGS_BYTES", Integer.toString(ROOMS * textBytes() - 1));
    }

    @AfterEach
    void stop() {
        provider.close();
        vertx.close().await();
    }

    @Test
    void noReplyStartsWhileItIsFullAndAKilledNodeLosesNothing() throws SQLException {
        try (GatewayProcess first = ready();
                ClosedBooks books = new ClosedBooks()) {
            talk(first.chat());
            awaitCheckpoints();

            books.lock();
            people.forEach(person -> person.line().await(FullBufferIT::isSaving));
            refusesWhatWantsAnAnswer(people.get(0));
            first.kill9();
            Awaitility.await("calls of the dead").until(() -> waitingForALock() == 0);
            books.close();
        }
        people.forEach(Person::hangUp);
        assertThat(tables.number("select count(*) from replies where state = 'running'"))
                .isEqualTo(ROOMS);

        try (GatewayProcess second = ready()) {
            people.forEach(person -> person.join(second.chat(), frame -> {}));
            people.get(0).sayAgain("later");
            people.forEach(this::awaitQuiet);
            people.forEach(this::audit);
        }
        assertThat(tables.number("select count(*) from replies where takeovers = 1"))
                .isEqualTo(ROOMS);
        assertThat(tables.number(
                        "select count(*) from attempts where outcome = 'abandoned' and usage_source = 'estimated'"))
                .isEqualTo(ROOMS);
    }

    private GatewayProcess ready() {
        GatewayProcess gateway = GatewayProcess.start(GatewayProcess.freshDirectory(), environment);
        Awaitility.await().until(() -> gateway.opsStatus("/health/ready") == 200);
        return gateway;
    }

    private void talk(URI chat) {
        for (int i = 0; i < ROOMS; i++) {
            Person person = new Person(chat, "room-" + i);
            people.add(person);
            person.join(chat, frame -> {});
            person.say("c-1", person.roomId + " says c-1", MODEL);
        }
    }

    private void awaitCheckpoints() {
        Awaitility.await("checkpoints")
                .until(() -> tables.number("select count(distinct reply_id) from reply_chunks") == ROOMS);
    }

    private static void refusesWhatWantsAnAnswer(Person person) {
        person.say("later", person.roomId + " says later", MODEL);
        JsonObject refused = person.line().await("error");
        assertThat(refused.getString("code")).isEqualTo("at_capacity");
        assertThat(refused.getLong("retryAfterMs")).isPositive();
        JsonObject plain = person.line()
                .ask(
                        "send",
                        new JsonObject()
                                .put("roomId", person.roomId)
                                .put("text", "no answer wanted")
                                .put("clientId", "c-2")
                                .put("reply", false));
        assertThat(plain.getString("event")).as(plain.encode()).isEqualTo("sent");
    }

    private long waitingForALock() {
        return tables.number("select count(*) from pg_stat_activity where datname = current_database()"
                + " and application_name = 'verbatim' and wait_event_type = 'Lock'");
    }

    private void awaitQuiet(Person person) {
        Awaitility.await(person.roomId)
                .until(() -> tables.number(
                                        "select count(*) from replies where state <> 'ended' and room_id = ?",
                                        person.roomId)
                                == 0
                        && person.newestRev()
                                == tables.number("select rev from rooms where room_id = ?", person.roomId));
    }

    private void audit(Person person) {
        person.hangUp();
        Audit audit = new Audit(tables, person.roomId);
        audit.settled(provider.attempts());
        audit.agreesWith(person);
    }

    private static boolean isSaving(JsonObject frame) {
        return "stream".equals(frame.getString("event"))
                && "saving".equals(frame.getJsonObject("data").getString("state"));
    }

    private static int textBytes() {
        return Character.BYTES * FaultyProvider.text(60).length();
    }

    /** A lock under which attempts can be read and not written: claims and endings wait, messages and leases do not. */
    private final class ClosedBooks implements AutoCloseable {
        private final Connection connection;

        ClosedBooks() throws SQLException {
            URI uri = URI.create(url);
            String[] user = uri.getUserInfo().split(":", 2);
            connection = DriverManager.getConnection(
                    "jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getPath(), user[0], user[1]);
            connection.setAutoCommit(false);
        }

        void lock() throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute("lock table attempts in share row exclusive mode");
            }
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }
}
