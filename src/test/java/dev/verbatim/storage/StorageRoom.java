package dev.verbatim.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.verbatim.contract.Accepted;
import dev.verbatim.contract.BeginAttempt;
import dev.verbatim.contract.BegunAttempt;
import dev.verbatim.contract.EndedReply;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.Heartbeat;
import dev.verbatim.contract.HeartbeatAck;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.ReplyClaim;
import dev.verbatim.contract.RequestTopic;
import dev.verbatim.contract.RoomFact;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.Topics;
import dev.verbatim.contract.UsageRecorded;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/** A running storage room with everything that it says, and a look into its database. For test threads. */
final class StorageRoom implements AutoCloseable {
    private static final long ASK_MS = 20_000;
    private static final int SIDE_CONNECTIONS = 3;

    private final Vertx vertx = Vertx.vertx();
    private final MessageBus bus = MessageBus.over(vertx);
    private final List<RoomFact> facts = new CopyOnWriteArrayList<>();
    private final List<UsageRecorded> usage = new CopyOnWriteArrayList<>();
    private final String url;
    private final Pool side;

    StorageRoom(StorageOptions options) {
        this.url = options.url();
        this.side = PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(SIDE_CONNECTIONS))
                .connectingTo(PgConnectOptions.fromUri(url))
                .using(vertx)
                .build();
        bus.consume(Topics.MESSAGES, facts::add);
        bus.consume(Topics.REPLIES, facts::add);
        bus.consume(Topics.ROOMS, facts::add);
        bus.consume(Topics.USAGE, usage::add);
        for (int i = 0; i < options.settings().instances(); i++) {
            get(vertx.deployVerticle(new StorageVerticle(options, bus, i)));
        }
    }

    Vertx vertx() {
        return vertx;
    }

    <Q, A> Future<A> ask(RequestTopic<Q, A> topic, Q question) {
        return bus.request(topic, question, ASK_MS);
    }

    Future<Accepted> sending(dev.verbatim.contract.AcceptMessage message) {
        return ask(Topics.ACCEPT.of(message.room()), message);
    }

    Accepted accept(dev.verbatim.contract.AcceptMessage message) {
        return get(sending(message));
    }

    /** The same of an impatient storage: sent anew, as a client does, while a machine that stands still takes all the time there is. */
    Accepted acceptAtLast(dev.verbatim.contract.AcceptMessage message) {
        AtomicReference<Accepted> accepted = new AtomicReference<>();
        await().until(() -> {
            Future<Accepted> sent = awaited(sending(message));
            accepted.set(sent.result());
            return sent.succeeded();
        });
        return accepted.get();
    }

    ReplyClaim claim(dev.verbatim.contract.ClaimReply claim) {
        return get(ask(Topics.CLAIM.of(claim.room()), claim));
    }

    Future<BegunAttempt> beginning(BeginAttempt ask) {
        return ask(Topics.BEGIN.of(ask.room()), ask);
    }

    BegunAttempt begin(BeginAttempt ask) {
        return get(beginning(ask));
    }

    EndedReply end(dev.verbatim.contract.EndReply end) {
        return get(ask(Topics.END.of(end.room()), end));
    }

    HeartbeatAck beat(Heartbeat beat) {
        return get(ask(Topics.HEARTBEAT, beat));
    }

    /** All facts so far of a room, in the order in which they were said. */
    List<RoomFact> facts(RoomKey room) {
        return facts.stream().filter(fact -> fact.room().equals(room)).toList();
    }

    /** Waits until a room has said so many facts. */
    List<RoomFact> awaitFacts(RoomKey room, int count) {
        await().untilAsserted(() -> assertThat(facts(room)).hasSizeGreaterThanOrEqualTo(count));
        return facts(room);
    }

    List<UsageRecorded> awaitUsage(int count) {
        await().untilAsserted(() -> assertThat(usage).hasSizeGreaterThanOrEqualTo(count));
        return new ArrayList<>(usage);
    }

    /** Waits until storage says that it can be used, or that it cannot. */
    void awaitReady(boolean ready) {
        await().until(() -> isReady() == ready);
    }

    boolean isReady() {
        Future<?> check = ask(Topics.STORAGE_CHECK, new dev.verbatim.contract.CheckStorage());
        return awaited(check).succeeded();
    }

    /** Runs a statement on a connection that storage does not use. */
    List<Row> sql(String statement, Object... parameters) {
        return get(side.preparedQuery(statement).execute(Tuple.wrap(parameters)).map(StorageRoom::list));
    }

    /** The only value of a statement's only row. */
    Object value(String statement, Object... parameters) {
        return sql(statement, parameters).get(0).getValue(0);
    }

    long count(String statement, Object... parameters) {
        return ((Number) value(statement, parameters)).longValue();
    }

    /** A connection that the test holds open. */
    PgConnection connection() {
        return get(PgConnection.connect(vertx, PgConnectOptions.fromUri(url)));
    }

    /** The failure that an ask gets. */
    static Failure refusal(Future<?> asked) {
        Future<?> done = awaited(asked);
        assertThat(done.failed()).as("is refused").isTrue();
        return (Failure) done.cause();
    }

    static <T> T get(Future<T> future) {
        try {
            return future.await(60, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("No answer", e);
        }
    }

    static <T> List<T> all(List<Future<T>> futures) {
        get(Future.join(futures).otherwiseEmpty());
        return futures.stream().filter(Future::succeeded).map(Future::result).toList();
    }

    <F extends RoomFact> List<F> facts(RoomKey room, Class<F> type) {
        Predicate<RoomFact> wanted = type::isInstance;
        return facts(room).stream().filter(wanted).map(type::cast).toList();
    }

    @Override
    public void close() {
        get(vertx.close());
    }

    private static <T> Future<T> awaited(Future<T> future) {
        get(future.transform(result -> Future.succeededFuture(true)));
        return future;
    }

    private static List<Row> list(RowSet<Row> rows) {
        List<Row> list = new ArrayList<>();
        rows.forEach(list::add);
        return list;
    }
}
