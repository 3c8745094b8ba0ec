package dev.verbatim.storage;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import dev.verbatim.config.StorageSettings;
import dev.verbatim.contract.MessageBus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import java.util.stream.Stream;

/**
 * Puts one instance's connections, lanes and stores together. The client's own limit of a call is a little above the server's, so that the
 * server's word is heard when it has one.
 */
final class StoresBuilder {
    private static final long BEYOND_STATEMENT_MS = 500;
    private static final int LOOKS_PER_LEASE = 4;

    private final Vertx vertx;
    private final StorageOptions options;
    private final PgConnectOptions database;
    private final Pulse pulse;
    private final MessageBus bus;
    private final Turns turns;

    /**
     * Opens no connection yet.
     *
     * @param instance 0 also tells the operator when the database goes and comes
     * @throws IllegalArgumentException for a malformed URL
     */
    StoresBuilder(Vertx vertx, StorageOptions options, int instance, MessageBus bus) {
        this.vertx = vertx;
        this.options = options;
        this.bus = bus;
        this.turns = new FewAtOnce(vertx, options.settings().callsAtOnce());
        this.database = ConnectOptions.of(options.url(), options.settings().statementTimeoutMs());
        long lookMs = Math.max(1, options.leaseMs() / LOOKS_PER_LEASE);
        this.pulse = new Pulse(
                vertx,
                link(Math.max(2 * lookMs, options.settings().statementTimeoutMs() / 2)),
                new Pulse.Role(options.rooms().lobby(), lookMs, instance == 0));
    }

    /** The stores; the future completes after the first look at the database, whether it was there or not. */
    Future<Stores> start() {
        StorageSettings settings = options.settings();
        Tenure tenure = options.tenure();
        TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();
        Facts facts = new Facts(bus);
        EndStore ends = new EndStore(facts);
        Budgets budgets = new Budgets(options.limits());
        Availability sends = new Availability(pulse::isReachable, pulse::suspect);
        Availability others = new Availability(pulse::isOpen, pulse::suspect);
        LaneLimits writes = LaneLimits.ofWrites(settings);
        LaneLimits singles = LaneLimits.ofSingles(settings);
        Lanes lanes = new Lanes(
                new Accepts(
                        bus,
                        lane(
                                "accept",
                                writes,
                                sends,
                                new AcceptStore(facts, options.rooms().maxQueued(), budgets, tenure))),
                lane("claim", LaneLimits.ofClaims(settings), others, new ClaimStore(facts, tenure)),
                lane("begin", writes, sends, new BeginStore(facts)),
                lane("context", writes, others, new ContextStore()),
                lane("end", writes, others, ends),
                lane("room", writes, others, new RoomsOnJoin(options.rooms().maxOwned())),
                new Singles(vertx, singles, others, links(1)),
                new Singles(vertx, singles, others, links(settings.readers())));
        pulse.onOpen(lanes::pump);
        HeartbeatStore heartbeats = new HeartbeatStore(tenure, new Burial(ends, tenure, ids::generate));
        Retention retention = new Retention(vertx, lanes.reads(), new TombstoneStore(facts), options.retention());
        RoomDesk rooms =
                new RoomDesk(lanes.reads(), facts, budgets, options.rooms().maxOwned());
        return pulse.start(lanes.ends()::isEmpty)
                .onSuccess(looked -> retention.start())
                .map(looked -> new Stores(pulse, lanes, heartbeats, rooms, new RevocationStore(facts), retention));
    }

    /** One that takes its turn with the others. */
    private <A, R> Lane<A, R> lane(String name, LaneLimits limits, Availability availability, BatchCall<A, R> call) {
        BatchCall<A, R> followed = bus.isTraced() ? new TracedCall<>(bus, "postgres " + name, call) : call;
        return new Lane<>(vertx, limits, availability, links(1), turns, followed);
    }

    private Links links(int count) {
        long limitMs = options.settings().statementTimeoutMs() + BEYOND_STATEMENT_MS;
        return new Links(Stream.generate(() -> link(limitMs)).limit(count).toList());
    }

    private Link link(long limitMs) {
        return new Link(vertx, database, limitMs);
    }
}
