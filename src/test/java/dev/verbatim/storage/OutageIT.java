package dev.verbatim.storage;

import static dev.verbatim.storage.Asks.ANNA;
import static dev.verbatim.storage.Asks.LOBBY;
import static dev.verbatim.storage.Asks.OWNER;
import static dev.verbatim.storage.Asks.beat;
import static dev.verbatim.storage.Asks.chunk;
import static dev.verbatim.storage.Asks.claim;
import static dev.verbatim.storage.Asks.complete;
import static dev.verbatim.storage.Asks.held;
import static dev.verbatim.storage.Asks.message;
import static dev.verbatim.storage.Asks.question;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.verbatim.boot.postgres.Migrations;
import dev.verbatim.contract.AcceptMessage;
import dev.verbatim.contract.Accepted;
import dev.verbatim.contract.EndReply;
import dev.verbatim.contract.EndedReply;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.JoinRoom;
import dev.verbatim.contract.ReplyClaim;
import dev.verbatim.contract.Topics;
import dev.verbatim.testing.OwnPostgres;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The database goes and comes back. Each test has a server of its own to hurt. */
class OutageIT {
    private final Logger logger = (Logger) LoggerFactory.getLogger(Pulse.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    /** At a level of its own: a command that was tested before in this JVM leaves the others quieter. */
    @BeforeEach
    void listen() {
        log.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(log);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(log);
        logger.setLevel(null);
    }

    @Test
    void startsBeforeTheDatabaseAndFindsItLater() {
        try (OwnPostgres postgres = TestPostgres.own()) {
            postgres.stop();
            try (StorageRoom storage =
                    StorageSetup.on(postgres.url()).instances(2).start()) {
                Failure refused = StorageRoom.refusal(storage.sending(message("too early")));
                boolean early = storage.isReady();

                postgres.startAgain();
                storage.awaitReady(true);

                assertThat(early).isFalse();
                assertThat(refused.code()).isEqualTo(FailureCode.STORAGE_UNAVAILABLE);
                assertThat(refused.retryAfterMs()).isPositive();
                await().until(() -> storage.sending(message("now"))
                        .transform(sent -> Future.succeededFuture(sent.succeeded()))
                        .await());
                assertThat(lines()).hasSize(2);
                assertThat(lines().get(0)).startsWith("database unreachable reason=");
                assertThat(lines().get(1)).isEqualTo("database reachable");
            }
        }
    }

    @Test
    void waitsForTheSchema() {
        try (OwnPostgres postgres = TestPostgres.ownEmpty();
                StorageRoom storage = StorageSetup.on(postgres.url()).start()) {
            boolean early = storage.isReady();

            Migrations.run(postgres.url());
            storage.awaitReady(true);

            assertThat(early).isFalse();
            assertThat(storage.accept(message("hi")).seq()).isEqualTo(1);
        }
    }

    @Test
    void terminatedBackendsLoseAndDoubleNothing() {
        try (StorageRoom storage =
                StorageSetup.on(TestPostgres.freshDatabase()).maxBatchRows(10).start()) {
            List<AcceptMessage> asked = new ArrayList<>();
            List<Future<Accepted>> sent = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                asked.add(message(LOBBY, ANNA, "m", "client-" + i, false));
                sent.add(storage.sending(asked.get(i)));
                if (i % 50 == 49) {
                    storage.sql("select pg_terminate_backend(pid) from pg_stat_activity"
                            + " where datname = current_database() and application_name = 'verbatim'");
                }
            }

            List<Accepted> accepted = StorageRoom.all(sent);

            assertThat(accepted).hasSize(500).noneMatch(Accepted::duplicate);
            assertThat(asked.stream().map(storage::accept)).allMatch(Accepted::duplicate);
            assertGapless(storage, 500);
            assertThat(storage.awaitFacts(LOBBY, 500))
                    .extracting(fact -> fact.rev())
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, 500).boxed().toList());
        }
    }

    @Test
    void killedServerLosesNothingThatWasAcknowledged() {
        try (OwnPostgres postgres = TestPostgres.own();
                StorageRoom storage =
                        StorageSetup.on(postgres.url()).maxBatchRows(5).start()) {
            Map<String, Accepted> acknowledged = new ConcurrentHashMap<>();
            List<AcceptMessage> asked = new ArrayList<>();
            List<Future<Accepted>> sent = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                AcceptMessage ask = message(LOBBY, ANNA, "m" + i, "client-" + i, false);
                asked.add(ask);
                sent.add(storage.sending(ask).onSuccess(accepted -> acknowledged.put(ask.clientId(), accepted)));
            }
            await().until(() -> !acknowledged.isEmpty());

            postgres.kill9();
            storage.awaitReady(false);
            Failure refused = StorageRoom.refusal(storage.sending(message("during")));
            postgres.startAgain();
            storage.awaitReady(true);
            StorageRoom.all(sent);
            Map<String, Accepted> before = Map.copyOf(acknowledged);
            List<Accepted> resent = asked.stream().map(storage::accept).toList();

            assertThat(refused.code()).isEqualTo(FailureCode.STORAGE_UNAVAILABLE);
            assertThat(refused.retryAfterMs()).isPositive();
            assertThat(before)
                    .isNotEmpty()
                    .allSatisfy((clientId, accepted) ->
                            assertThat(resent).extracting(Accepted::messageId).contains(accepted.messageId()));
            assertGapless(storage, 300);
        }
    }

    @Test
    void endingsAreAdmittedBeforeSendsWhenTheDatabaseIsBack() {
        try (OwnPostgres postgres = TestPostgres.own();
                StorageRoom storage =
                        StorageSetup.on(postgres.url()).leaseMs(12_000).start()) {
            UUID replyId = replyOf(storage.accept(question("one")));
            ReplyClaim claim = storage.claim(claim(replyId));
            EndReply end = complete(replyId, claim, "all the words");
            postgres.kill9();
            assertThat(StorageRoom.refusal(storage.ask(Topics.END.of(LOBBY), end))
                            .code())
                    .isEqualTo(FailureCode.STORAGE_UNAVAILABLE);

            postgres.startAgain();
            EndedReply ended = untilStored(storage, end);
            Failure tooEarly = StorageRoom.refusal(storage.sending(message("me first")));
            storage.awaitReady(true);

            assertThat(ended.fenced()).isFalse();
            assertThat(tooEarly.code()).isEqualTo(FailureCode.STORAGE_UNAVAILABLE);
            assertThat(storage.accept(message("now")).seq()).isEqualTo(3);
            assertThat(lines()).anyMatch(line -> line.contains("recovering"));
        }
    }

    @Test
    void ownerKeepsItsReplyThroughAnOutageLongerThanItsLease() {
        try (OwnPostgres postgres = TestPostgres.own();
                StorageRoom storage =
                        StorageSetup.on(postgres.url()).leaseMs(400).start()) {
            await().until(() -> (Boolean) storage.value("select verbatim_leases_count(400)"));
            UUID replyId = replyOf(storage.accept(question("one")));
            ReplyClaim claim = storage.claim(claim(replyId));
            storage.beat(beat(OWNER, held(replyId, claim, chunk(0, "half"))));
            postgres.kill9();
            storage.awaitReady(false);
            postgres.startAgain();
            storage.awaitReady(true);
            await().until(() -> (Boolean) storage.value("select lease_until < clock_timestamp() from replies"));

            storage.beat(beat(OWNER, held(replyId, claim, chunk(4, " more"))));
            EndedReply ended = storage.end(complete(replyId, claim, "half more"));

            assertThat(ended.fenced()).isFalse();
            assertThat(storage.count("select count(*) from attempts")).isEqualTo(1);
            assertThat(storage.value("select takeovers from replies")).isEqualTo(0);
        }
    }

    @Test
    void frozenServerHangsNobody() {
        try (OwnPostgres postgres = TestPostgres.own();
                StorageRoom storage = StorageSetup.on(postgres.url())
                        .statementTimeoutMs(300)
                        .leaseMs(400)
                        .start()) {
            AcceptMessage ask = message("hello");
            storage.acceptAtLast(message("first"));
            postgres.pause();

            Failure send = StorageRoom.refusal(storage.sending(ask));
            Failure join = StorageRoom.refusal(
                    storage.ask(Topics.JOIN.of(LOBBY), new JoinRoom(LOBBY, ANNA, null, null, false)));
            storage.awaitReady(false);
            postgres.resume();
            storage.awaitReady(true);
            storage.acceptAtLast(ask);

            assertThat(send.code()).isEqualTo(FailureCode.STORAGE_UNAVAILABLE);
            assertThat(join.code()).isEqualTo(FailureCode.STORAGE_UNAVAILABLE);
            assertGapless(storage, 2);
        }
    }

    @Test
    void readOnlyServerIsNotReady() {
        try (OwnPostgres postgres = TestPostgres.own();
                StorageRoom storage =
                        StorageSetup.on(postgres.url()).leaseMs(400).start()) {
            String reconnect =
                    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'verbatim'";
            String database = (String) storage.value("select quote_ident(current_database())");
            storage.sql("alter database " + database + " set default_transaction_read_only = on");
            storage.sql(reconnect);
            storage.awaitReady(false);

            FailureCode refused =
                    StorageRoom.refusal(storage.sending(message("hi"))).code();
            try (var connection = new Writable(storage)) {
                connection.run("alter database " + database + " reset default_transaction_read_only");
            }
            storage.awaitReady(true);

            assertThat(refused).isEqualTo(FailureCode.STORAGE_UNAVAILABLE);
            assertThat(storage.accept(message("hi")).seq()).isEqualTo(1);
        }
    }

    private List<String> lines() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private static EndedReply untilStored(StorageRoom storage, EndReply end) {
        List<EndedReply> ended = new ArrayList<>();
        await().pollInterval(Duration.ofMillis(50)).until(() -> {
            ended.addAll(StorageRoom.all(List.of(storage.ask(Topics.END.of(LOBBY), end))));
            return !ended.isEmpty();
        });
        return ended.get(0);
    }

    private static void assertGapless(StorageRoom storage, int messages) {
        assertThat(storage.count("select count(distinct client_id) from messages"))
                .isEqualTo(messages);
        assertThat(storage.count("select count(*) from messages")).isEqualTo(messages);
        assertThat(storage.count("select max(seq) from messages")).isEqualTo(messages);
        assertThat(storage.value("select seq from rooms where room_id = 'lobby'"))
                .isEqualTo((long) messages);
        assertThat(storage.value("select rev from rooms where room_id = 'lobby'"))
                .isEqualTo((long) messages);
    }

    private static UUID replyOf(Accepted accepted) {
        return Objects.requireNonNull(accepted.reply()).replyId();
    }

    /** A session that may write although new ones may not. */
    private record Writable(StorageRoom storage, io.vertx.pgclient.PgConnection connection) implements AutoCloseable {
        Writable(StorageRoom storage) {
            this(storage, storage.connection());
            run("set default_transaction_read_only = off");
        }

        void run(String statement) {
            StorageRoom.get(connection.query(statement).execute());
        }

        @Override
        public void close() {
            StorageRoom.get(connection.close());
        }
    }
}
