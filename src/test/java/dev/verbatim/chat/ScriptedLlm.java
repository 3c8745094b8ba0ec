package dev.verbatim.chat;

import dev.verbatim.contract.Acked;
import dev.verbatim.contract.ClaimOffer;
import dev.verbatim.contract.ClaimReply;
import dev.verbatim.contract.DeltaKind;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.PendingReply;
import dev.verbatim.contract.ReplyDelta;
import dev.verbatim.contract.ReplyProgress;
import dev.verbatim.contract.ReplySlot;
import dev.verbatim.contract.ReplyStarted;
import dev.verbatim.contract.ReserveReply;
import dev.verbatim.contract.StopReply;
import dev.verbatim.contract.Topics;
import dev.verbatim.contract.UnwatchReply;
import dev.verbatim.contract.WatchReply;
import dev.verbatim.contract.WatchedReply;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An LLM verticle whose answers the test speaks, word by word; watchers are kept as the contract says. */
final class ScriptedLlm extends VerticleBase {
    private static final class Run {
        private final long epoch;
        private final int attempt;
        private final StringBuilder text = new StringBuilder();
        private final StringBuilder reasoning = new StringBuilder();
        private final Set<String> watchers = new LinkedHashSet<>();

        private Run(ReplyStarted started) {
            this.epoch = started.epoch();
            this.attempt = started.attempt();
        }
    }

    final String address;
    final LinkedBlockingQueue<PendingReply> requested = new LinkedBlockingQueue<>();
    final LinkedBlockingQueue<Long> released = new LinkedBlockingQueue<>();
    final LinkedBlockingQueue<Acked> acked = new LinkedBlockingQueue<>();
    final LinkedBlockingQueue<StopReply> stops = new LinkedBlockingQueue<>();
    private final MessageBus bus;
    private final ScriptedStorage storage;
    private final Map<UUID, Run> runs = new HashMap<>();
    private final List<WatchReply> watches = new ArrayList<>();
    private volatile boolean full;
    private volatile boolean mute;
    private volatile boolean offering;
    private long slots;

    ScriptedLlm(MessageBus bus, ScriptedStorage storage, String address) {
        this.bus = bus;
        this.storage = storage;
        this.address = address;
    }

    @Override
    public Future<?> start() {
        bus.serve(Topics.RESERVE, this::reserve);
        bus.serve(Topics.WATCH.at(address), this::watch);
        bus.consume(Topics.UNWATCH.at(address), this::unwatch);
        bus.consume(Topics.REQUESTED.at(address), asked -> requested.add(asked.reply()));
        bus.consume(Topics.RELEASE.at(address), slot -> released.add(slot.slotId()));
        bus.consume(Topics.ACKED.at(address), acked::add);
        bus.consume(Topics.STOP_REPLY.at(address), stops::add);
        return Future.succeededFuture();
    }

    private Future<ReplySlot> reserve(ReserveReply question) {
        if (full) {
            return Future.failedFuture(new Failure(FailureCode.AT_CAPACITY, "Full.", 900));
        }
        long slotId = ++slots;
        return Future.succeededFuture(
                new ReplySlot(address, slotId, offering ? offer(question.model(), slotId) : null));
    }

    private ClaimOffer offer(@Nullable String model, long slotId) {
        return new ClaimOffer(
                model, address, slotId, UUID.randomUUID(), "demo", "demo-1", 50, 32_000, null, null, false);
    }

    /** Says with each place from now on how the reply would be claimed. */
    void offerClaims() {
        offering = true;
    }

    private Future<WatchedReply> watch(WatchReply question) {
        watches.add(question);
        Run run = runs.get(question.replyId());
        if (run == null) {
            return Future.failedFuture(new Failure(FailureCode.NOT_FOUND, "Not run here."));
        }
        run.watchers.add(question.watcher());
        return Future.succeededFuture(new WatchedReply(
                run.epoch, run.attempt, run.text.toString(), run.reasoning.toString(), "", "demo-1", "demo"));
    }

    private void unwatch(UnwatchReply message) {
        Run run = runs.get(message.replyId());
        if (run != null) {
            run.watchers.remove(message.watcher());
        }
    }

    /** The next reply that chat asks for. */
    PendingReply nextRequested() {
        return Take.from(requested);
    }

    /** Claims a reply; from then on it runs here. */
    ReplyStarted claim(PendingReply reply) {
        ClaimReply question = new ClaimReply(
                reply.room(), reply.replyId(), UUID.randomUUID(), address, "demo", "demo-1", 50, 1000, null, null);
        Future<ReplyStarted> claimed = storage.claim(question)
                .compose(started -> on(() -> {
                    runs.put(reply.replyId(), new Run(started));
                    return started;
                }));
        return Wait.on(claimed);
    }

    /** Begins another attempt at it; what stands of the text is the first of it. */
    ReplyStarted begin(PendingReply reply, String provider, int offset) {
        Future<ReplyStarted> begun = storage.begin(reply.room(), reply.replyId(), provider, offset)
                .compose(started -> on(() -> {
                    Run before = run(reply);
                    Run next = new Run(started);
                    next.text.append(before.text, 0, offset);
                    next.watchers.addAll(before.watchers);
                    runs.put(reply.replyId(), next);
                    return started;
                }));
        return Wait.on(begun);
    }

    /** Says more of an answer. */
    void say(PendingReply reply, String piece) {
        say(reply, DeltaKind.TEXT, piece);
    }

    void say(PendingReply reply, DeltaKind kind, String piece) {
        Wait.on(on(() -> {
            Run run = run(reply);
            StringBuilder text = kind == DeltaKind.TEXT ? run.text : run.reasoning;
            ReplyDelta delta =
                    new ReplyDelta(reply.room(), reply.replyId(), run.epoch, run.attempt, kind, text.length(), piece);
            text.append(piece);
            if (!mute) {
                run.watchers.forEach(watcher -> bus.send(Topics.DELTAS.at(watcher), delta));
            }
            return true;
        }));
    }

    void progress(PendingReply reply, String waiting) {
        progress(reply, Wait.on(on(() -> run(reply).attempt)), waiting);
    }

    /** Says what an attempt waits for, also one that storage has not said anything of yet. */
    void progress(PendingReply reply, int attempt, String waiting) {
        Wait.on(on(() -> {
            Run run = run(reply);
            ReplyProgress progress = new ReplyProgress(reply.room(), reply.replyId(), run.epoch, attempt, waiting, 250);
            run.watchers.forEach(watcher -> bus.send(Topics.PROGRESS.at(watcher), progress));
            return true;
        }));
    }

    /** Ends an answer with what was said. */
    void end(PendingReply reply, EndStatus status, @Nullable FailureCode error) {
        String text = Wait.on(on(() -> run(reply).text.toString()));
        endWith(reply, status, text, error);
    }

    void endWith(PendingReply reply, EndStatus status, String text, @Nullable FailureCode error) {
        Wait.on(on(() -> run(reply).reasoning.toString())
                .compose(reasoning -> storage.end(reply.room(), reply.replyId(), status, text, reasoning, error))
                .compose(done -> on(() -> runs.remove(reply.replyId()) != null)));
    }

    void complete(PendingReply reply) {
        end(reply, EndStatus.COMPLETE, null);
    }

    /** Forgets a reply without a word, as a node that was killed does. */
    void lose(PendingReply reply) {
        Wait.on(on(() -> runs.remove(reply.replyId()) != null));
    }

    /** Drops all watchers, as for one that acknowledges nothing. */
    void dropWatchers(PendingReply reply) {
        Wait.on(on(() -> {
            run(reply).watchers.clear();
            return true;
        }));
    }

    int watchers(PendingReply reply) {
        return Wait.on(on(() -> run(reply).watchers.size()));
    }

    int watches() {
        return Wait.on(on(watches::size));
    }

    /** Whether deltas are said to nobody, as on a bus that loses them. */
    void mute(boolean isMute) {
        mute = isMute;
    }

    void full(boolean isFull) {
        full = isFull;
    }

    private Run run(PendingReply reply) {
        Run run = runs.get(reply.replyId());
        if (run == null) {
            throw new IllegalStateException("Not run here");
        }
        return run;
    }

    private <T> Future<T> on(Supplier<T> work) {
        Promise<T> done = Promise.promise();
        context.runOnContext(turn -> {
            try {
                done.complete(work.get());
            } catch (RuntimeException e) {
                done.fail(e);
            }
        });
        return done.future();
    }
}
