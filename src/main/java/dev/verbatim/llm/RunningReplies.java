package dev.verbatim.llm;

import dev.verbatim.contract.Acked;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.InstanceReport;
import dev.verbatim.contract.PendingReply;
import dev.verbatim.contract.Reading;
import dev.verbatim.contract.ReleaseSlot;
import dev.verbatim.contract.ReplyRequested;
import dev.verbatim.contract.ReplySlot;
import dev.verbatim.contract.ReserveReply;
import dev.verbatim.contract.StopRequest;
import dev.verbatim.contract.UnwatchReply;
import dev.verbatim.contract.WatchReply;
import dev.verbatim.contract.WatchedReply;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one instance runs or is about to run. A message's reply has its place reserved before the message is stored;
 * promoted and swept ones wait here for a place and are not refused (beyond as many as there are places they are left to the
 * sweepers, who find them again). Event loop only.
 */
final class RunningReplies {
    private static final long RETRY_AFTER_MS = 1_000;
    private static final long DRAIN_LOOK_MS = 100;

    private final String address;
    private final Slots slots;
    private final RunServices services;
    private final Map<UUID, ReplyRun> runs = new HashMap<>();
    private final Map<UUID, Wanted> waiting = new LinkedHashMap<>();
    private final Promise<Void> drained = Promise.promise();
    private boolean closed;
    private boolean handedOver;

    RunningReplies(String address, Slots slots, RunServices services) {
        this.address = address;
        this.slots = slots;
        this.services = services;
    }

    Future<ReplySlot> reserve(ReserveReply question) {
        startWaiting();
        long slotId = mayBegin() ? slots.reserve() : Slots.NONE;
        return slotId == Slots.NONE
                ? Future.failedFuture(atCapacity())
                : Future.succeededFuture(
                        new ReplySlot(address, slotId, services.claims().offer(question.model(), slotId)));
    }

    void release(ReleaseSlot slot) {
        slots.release(slot.slotId());
        startWaiting();
        tellIfDrained();
    }

    /**
     * The reply of a stored message: runs in its reserved place, or waits for one if the reservation ran out meanwhile. One that is claimed
     * for this instance runs also where nothing else begins any more: nobody else would for the time of a lease.
     */
    void requested(ReplyRequested request) {
        Wanted wanted = Wanted.of(request);
        boolean may = !closed || (wanted.granted() != null && !handedOver);
        if (may && !runs.containsKey(wanted.replyId()) && slots.use(request.slotId())) {
            waiting.remove(wanted.replyId());
            run(wanted);
            return;
        }
        release(new ReleaseSlot(request.slotId()));
        if (may) {
            await(wanted.afterAWait());
        }
    }

    /** A promoted or swept reply. */
    void offer(PendingReply reply) {
        if (!closed) {
            await(Wanted.of(reply));
        }
    }

    private void await(Wanted wanted) {
        if (!runs.containsKey(wanted.replyId()) && waiting.size() < slots.limit()) {
            waiting.merge(wanted.replyId(), wanted, (known, later) -> later.granted() == null ? known : later);
            startWaiting();
        }
    }

    /** Gives free places to those who wait. */
    void startWaiting() {
        while (!waiting.isEmpty() && slots.take()) {
            Wanted next = waiting.values().iterator().next();
            waiting.remove(next.replyId());
            run(next);
        }
    }

    private void run(Wanted wanted) {
        ReplyRun run = new ReplyRun(wanted, services, this::done);
        runs.put(wanted.replyId(), run);
        run.start();
    }

    private void done(ReplyRun run, @Nullable PendingReply promoted) {
        runs.remove(run.replyId(), run);
        slots.finish();
        if (promoted != null) {
            offer(promoted);
        }
        startWaiting();
        tellIfDrained();
    }

    /** How many more a sweep may bring; none while endings wait, which go first. */
    int claimLimit() {
        boolean may = mayBegin() && !services.endings().waiting();
        return may ? Math.max(0, slots.free() - waiting.size()) : 0;
    }

    private boolean mayBegin() {
        return !closed && !services.endings().full();
    }

    Future<WatchedReply> watch(WatchReply question) {
        ReplyRun run = runs.get(question.replyId());
        return run == null
                ? Future.failedFuture(Audience.gone())
                : run.audience().watch(question);
    }

    void unwatch(UnwatchReply wish) {
        ReplyRun run = runs.get(wish.replyId());
        if (run != null) {
            run.audience().unwatch(wish.watcher());
        }
    }

    void acked(Acked ack) {
        ReplyRun run = runs.get(ack.replyId());
        if (run != null) {
            run.audience().acked(ack);
        }
    }

    void stop(StopRequest request) {
        ReplyRun run = runs.get(request.replyId());
        if (run != null) {
            run.stop(request.userId());
        }
    }

    /** All of them, in no order; a copy. */
    List<ReplyRun> all() {
        return new ArrayList<>(runs.values());
    }

    /**
     * Begins nothing more, ever, but what may have been claimed for this instance with a message that is under way.
     *
     * @return completes when nothing runs, no summary either, no ending is unsaved and no place is kept
     */
    Future<Void> close() {
        closed = true;
        waiting.values().removeIf(wanted -> wanted.granted() == null);
        lookWhetherDrained();
        return services.folds().close().compose(folded -> drained.future());
    }

    /** Leaves what still runs to other owners; endings stay until they are saved. */
    void handOver() {
        handedOver = true;
        waiting.clear();
        slots.releaseAll();
        all().forEach(run -> run.letGo("handed over"));
        tellIfDrained();
    }

    /** Places of which nobody says anything more run out by themselves, and nobody is told. */
    private void lookWhetherDrained() {
        tellIfDrained();
        if (!drained.future().isComplete()) {
            services.vertx().setTimer(DRAIN_LOOK_MS, again -> lookWhetherDrained());
        }
    }

    private void tellIfDrained() {
        if (closed && runs.isEmpty() && waiting.isEmpty() && slots.used() == 0) {
            drained.tryComplete();
        }
    }

    Census census() {
        return new Census(
                runs.size(), waiting.size(), slots.used(), services.endings().unsaved());
    }

    private static Failure atCapacity() {
        return new Failure(
                FailureCode.AT_CAPACITY, "Too many answers are being written; try again in a moment.", RETRY_AFTER_MS);
    }

    /** What an idle instance has none of. */
    record Census(int runs, int waiting, int usedSlots, int unsavedEndings) {
        InstanceReport report(String instance) {
            return new InstanceReport(
                    instance,
                    List.of(
                            Reading.level("verbatim.llm.replies.running", runs),
                            Reading.level("verbatim.llm.replies.waiting", waiting),
                            Reading.level("verbatim.llm.slots.used", usedSlots),
                            Reading.level("verbatim.llm.endings.unsaved", unsavedEndings)));
        }
    }
}
