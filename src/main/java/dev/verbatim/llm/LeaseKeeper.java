package dev.verbatim.llm;

import dev.verbatim.config.LlmSettings;
import dev.verbatim.contract.AttemptSoFar;
import dev.verbatim.contract.Heartbeat;
import dev.verbatim.contract.HeartbeatAck;
import dev.verbatim.contract.HeldReply;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The heartbeat of one instance. On each sweep it asks for work that nobody does; on each heartbeat it also renews the leases of what it
 * holds and appends the text that is new, also when it holds nothing. One beat is under way at a time; a beat that fails changes nothing
 * for what runs. Every lease is in every heartbeat, but only so much text: what an outage left unsent goes out over several, so
 * that no beat is too large to be answered. Event loop only.
 */
final class LeaseKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);

    private static final int MAX_TEXT = 1 << 22;
    private static final int MAX_TEXT_OF_ONE = 1 << 16;

    private final Vertx vertx;
    private final ReplyStore store;
    private final String address;
    private final RunningReplies replies;
    private final LlmSettings settings;
    private final LongSupplier clock;
    private final OwnHealth health;
    private long timer = -1;
    private long renewedAt = Long.MIN_VALUE / 2;
    private int textRoom;
    private Future<HeartbeatAck> beat = Future.failedFuture("none yet");

    LeaseKeeper(
            Vertx vertx,
            ReplyStore store,
            String address,
            RunningReplies replies,
            LlmSettings settings,
            LongSupplier clock) {
        this.vertx = vertx;
        this.store = store;
        this.address = address;
        this.replies = replies;
        this.settings = settings;
        this.clock = clock;
        this.health = new OwnHealth(settings.leaseMs(), clock);
    }

    /** Beats from now on. */
    void start() {
        timer = vertx.setPeriodic(0, settings.sweepMs(), id -> tick());
    }

    /** No beat begins any more. */
    void stop() {
        vertx.cancelTimer(timer);
    }

    /** A beat, if one is due. */
    void tick() {
        replies.startWaiting();
        // Half a sweep early, so that a tick that comes a little too soon does not put a heartbeat off by a whole
        // sweep.
        boolean renew = clock.getAsLong() - renewedAt >= settings.heartbeatMs() - settings.sweepMs() / 2;
        boolean sweep = replies.claimLimit() > 0;
        if (beat.isComplete() && (renew || sweep)) {
            beat(renew);
        }
    }

    /** Stores what is new of everything that runs, after the beat under way, and beats no more; completes also if that fails. */
    Future<Void> lastBeat() {
        stop();
        return beat.otherwiseEmpty()
                .compose(before -> beat(true))
                .otherwiseEmpty()
                .mapEmpty();
    }

    private Future<HeartbeatAck> beat(boolean renew) {
        List<ReplyRun> owned = new ArrayList<>();
        List<HeldReply> held = new ArrayList<>();
        if (renew) {
            renewedAt = clock.getAsLong();
            textRoom = MAX_TEXT;
            replies.all().forEach(run -> addHeld(run, owned, held));
        }
        Heartbeat question = new Heartbeat(address, held, replies.claimLimit(), health.mayTakeOver());
        beat = store.beat(question).onComplete(ack -> answered(owned, ack), this::missed);
        return beat;
    }

    private void addHeld(ReplyRun run, List<ReplyRun> owned, List<HeldReply> held) {
        HeldReply line = run.held(Math.min(textRoom, MAX_TEXT_OF_ONE));
        if (line != null) {
            owned.add(run);
            held.add(line);
            line.checkpoint().forEach(chunk -> textRoom -= chunk.text().length());
            textRoom = Math.max(0, textRoom - callsOf(line));
        }
    }

    private static int callsOf(HeldReply line) {
        AttemptSoFar soFar = line.soFar();
        return soFar == null
                ? 0
                : soFar.toolCalls().stream()
                        .mapToInt(
                                call -> call.name().length() + call.arguments().length())
                        .sum();
    }

    private void answered(List<ReplyRun> owned, HeartbeatAck ack) {
        if (!health.isHealthy()) {
            LOG.info("heartbeat answered owner={}", address);
        }
        health.succeeded();
        Set<UUID> lost = new HashSet<>(ack.lost());
        Set<UUID> skipped = new HashSet<>(ack.skipped());
        for (ReplyRun run : owned) {
            if (lost.contains(run.replyId())) {
                run.letGo("lease lost");
            } else if (!skipped.contains(run.replyId())) {
                run.heldStored();
            }
        }
        ack.stops().forEach(replies::stop);
        ack.claimable().forEach(replies::offer);
    }

    private void missed(Throwable cause) {
        if (health.isHealthy()) {
            LOG.warn("heartbeat not answered owner={} reason={}", address, cause.getMessage());
        }
        health.failed();
    }
}
