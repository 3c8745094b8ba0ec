package dev.verbatim.storage;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import dev.verbatim.config.StorageSettings;
import dev.verbatim.contract.MessageBus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import java.util.List;
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

    /**
     * Opens no connection yet.
     *
     * @param instance 0 also tells the operator when the database goes and comes
     * @throws IllegalArgumentException for a malformed URL
     */
    StoresBuilder(Vertx vertx, StorageOptions options, int instance) {
        this.vertx = vertx;
        this.options = options;
        this.database = ConnectOptions.of(options.url(), options.settings().statementTimeoutMs());
        long lookMs = Math.max(1, options.leaseMs() / LOOKS_PER_LEASE);
        this.pulse = new Pulse(
                vertx,
                link(Math.max(2 * lookMs, options.settings().statementTimeoutMs() / 2)),
                new Pulse.Role(options.rooms().lobby(), lookMs, instance == 0));
    }

    /** The stores; the future completes after the first look at the database, whether it was there or not. */
    Future<Stores> start(MessageBus bus) {
        StorageSettings settings = options.settings();
        Tenure tenure = options.tenure();
        TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();
        Facts facts = new Facts(bus);
        EndStore ends = new EndStore(facts);
        Budgets budgets = new Budgets(options.limits());
        Lane.Availability sends = new Lane.Availability(pulse::isReachable, pulse::suspect);
        Lane.Availability others = new Lane.Availability(pulse::isOpen, pulse::suspect);
        LaneLimits writes = LaneLimits.ofWrites(settings);
        LaneLimits singles = LaneLimits.ofSingles(settings);
        Lanes lanes = new Lanes(
                new Lane<>(
                        vertx,
                        writes,
                        sends,
                        links(1),
                        followed(
                                bus,
                                "accept",
                                new AcceptStore(facts, options.rooms().maxQueued(), budgets))),
                new Lane<>(
                        vertx,
                        LaneLimits.ofClaims(settings),
                        others,
                        links(1),
                        followed(bus, "claim", new ClaimStore(facts, tenure))),
                new Lane<>(vertx, writes, sends, links(1), followed(bus, "begin", new BeginStore(facts))),
                new Lane<>(vertx, writes, others, links(1), followed(bus, "context", new ContextStore())),
                new Lane<>(vertx, writes, others, links(1), followed(bus, "end", ends)),
                new Lane<>(
                        vertx,
                        writes,
                        others,
                        links(1),
                        followed(bus, "room", new RoomsOnJoin(options.rooms().maxOwned()))),
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

    private static <A, R> BatchCall<A, R> followed(MessageBus bus, String lane, BatchCall<A, R> call) {
        return bus.isTraced() ? new TracedCall<>(bus, "postgres " + lane, call) : call;
    }

    private List<Link> links(int count) {
        long limitMs = options.settings().statementTimeoutMs() + BEYOND_STATEMENT_MS;
        return Stream.generate(() -> link(limitMs)).limit(count).toList();
    }

    private Link link(long limitMs) {
        return new Link(vertx, database, limitMs);
    }
}
