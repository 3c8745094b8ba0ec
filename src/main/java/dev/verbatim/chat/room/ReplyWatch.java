package dev.verbatim.chat.room;

import dev.verbatim.contract.Acked;
import dev.verbatim.contract.DeltaKind;
import dev.verbatim.contract.ReplyDelta;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.Topics;
import dev.verbatim.contract.UnwatchReply;
import dev.verbatim.contract.WatchReply;
import dev.verbatim.contract.WatchedReply;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Hears one running reply from its owner. It asks the owner to be a watcher, gets the text so far and then deltas, and tells now and
 * then how much it handled. Whatever does not fit (an unknown reply, an offset that is not the length, silence) makes it ask again,
 * less and less often; what it cannot learn there is Postgres's to say.
 *
 * <p>The owner may be an attempt ahead of the facts that viewers have seen: that text is kept apart until its start is due.
 */
final class ReplyWatch {
    /** Who is told what was heard. */
    interface Listener {
        /** The current attempt's text grew. */
        void grew();

        /** Postgres may know more than this side does: a later attempt, another owner, an ending. */
        void outOfStep();

        /** Whether there is text or not, it is now known. */
        void settled();
    }

    private static final long ANSWER_WITHIN_MS = 1000;
    private static final long FIRST_RETRY_MS = 20;
    private static final int MAX_DOUBLINGS = 6;
    private static final int SILENT_CHECKS = 3;
    private static final int ACK_CHARS = 32 * 1024;
    private static final long NO_TIMER = -1;

    private final RoomServices services;
    private final RoomKey room;
    private final UUID replyId;
    private final Listener listener;
    private RunText current;
    private @Nullable RunText ahead;
    private @Nullable String owner;
    private int asked;
    private boolean asking;
    private boolean settled = true;
    private int failures;
    private int silentChecks;
    private long handled;
    private long acked;
    private long retryTimer = NO_TIMER;
    private boolean closed;

    ReplyWatch(RoomServices services, RoomKey room, UUID replyId, Listener listener) {
        this.services = services;
        this.room = room;
        this.replyId = replyId;
        this.listener = listener;
        this.current = new RunText(room, replyId, 0, 0);
    }

    /** The text of the attempt that viewers know of. */
    RunText current() {
        return current;
    }

    /** Whether the first answer of the owner, or its absence, is still to come. */
    boolean isUnsettled() {
        return !settled;
    }

    /**
     * Viewers now know of this attempt, run by this owner.
     *
     * @param offset how much of the text before it stands
     * @return how much of it viewers have and keep
     */
    int follow(String newOwner, long epoch, int attempt, int offset) {
        RunText before = current;
        RunText heard = ahead;
        boolean known = heard != null && heard.attempt() == attempt;
        current = heard != null && known ? heard : new RunText(room, replyId, epoch, attempt);
        if (heard != null && heard.attempt() <= attempt) {
            ahead = null;
        }
        int kept = current.continueFrom(before, offset);
        boolean watched = known && newOwner.equals(owner) && !asking;
        owner = newOwner;
        if (!watched) {
            failures = 0;
            settled = false;
            ask();
        }
        return kept;
    }

    /** Takes a delta. */
    void hear(ReplyDelta delta) {
        silentChecks = 0;
        acknowledge(delta.text().length());
        if (delta.attempt() == current.attempt() && delta.offset() == current.length(delta.kind())) {
            current.append(delta.kind(), delta.text());
            listener.grew();
        } else if (delta.attempt() >= current.attempt() && delta.epoch() >= current.epoch()) {
            hearStray(delta);
        }
    }

    private void hearStray(ReplyDelta delta) {
        RunText text = textOf(delta.epoch(), delta.attempt());
        if (text.attempt() != delta.attempt()) {
            return;
        }
        if (text != current && delta.offset() == text.length(delta.kind())) {
            text.append(delta.kind(), delta.text());
        } else if (!asking) {
            ask();
        }
    }

    /** Called now and then: a watcher that the owner has dropped hears nothing. */
    void check() {
        if (owner != null && !asking && retryTimer == NO_TIMER && ++silentChecks > SILENT_CHECKS) {
            ask();
        }
    }

    /** Nobody looks any more. */
    void stop() {
        end();
        if (owner != null) {
            services.bus().send(Topics.UNWATCH.at(owner), new UnwatchReply(replyId, services.instance()));
        }
    }

    /** The reply has ended: its owner has forgotten it. */
    void end() {
        closed = true;
        cancelRetry();
    }

    private void ask() {
        String asks = owner;
        if (closed || asks == null) {
            return;
        }
        cancelRetry();
        asking = true;
        silentChecks = 0;
        int number = ++asked;
        services.bus()
                .request(Topics.WATCH.at(asks), new WatchReply(replyId, services.instance()), ANSWER_WITHIN_MS)
                .onComplete(text -> answered(number, asks, text), cause -> unanswered(number));
    }

    private void answered(int number, String by, WatchedReply text) {
        if (closed) {
            services.bus().send(Topics.UNWATCH.at(by), new UnwatchReply(replyId, services.instance()));
        } else if (number == asked) {
            asking = false;
            settled = true;
            handled = 0;
            acked = 0;
            take(text);
            listener.settled();
        }
    }

    private void unanswered(int number) {
        if (closed || number != asked) {
            return;
        }
        asking = false;
        settled = true;
        failures++;
        retryLater();
        listener.settled();
        if (failures > 1) {
            listener.outOfStep();
        }
    }

    private void take(WatchedReply heard) {
        if (heard.attempt() < current.attempt()) {
            failures++;
            retryLater();
            return;
        }
        failures = 0;
        RunText text = textOf(heard.epoch(), heard.attempt());
        text.extendTo(DeltaKind.TEXT, heard.text());
        text.extendTo(DeltaKind.REASONING, heard.reasoning());
        text.extendTo(DeltaKind.REFUSAL, heard.refusal());
        if (text == current) {
            listener.grew();
        }
    }

    /** The text of an attempt that is not below the current one; a new one means that a start has not come yet. */
    private RunText textOf(long epoch, int attempt) {
        if (attempt == current.attempt()) {
            return current;
        }
        RunText known = ahead;
        if (known == null || known.attempt() < attempt) {
            known = new RunText(room, replyId, epoch, attempt);
            ahead = known;
            listener.outOfStep();
        }
        return known;
    }

    private void retryLater() {
        long delayMs = FIRST_RETRY_MS << Math.min(failures - 1, MAX_DOUBLINGS);
        retryTimer = services.vertx().setTimer(delayMs, fired -> {
            retryTimer = NO_TIMER;
            ask();
        });
    }

    private void cancelRetry() {
        if (retryTimer != NO_TIMER) {
            services.vertx().cancelTimer(retryTimer);
            retryTimer = NO_TIMER;
        }
    }

    private void acknowledge(int chars) {
        handled += chars;
        if (handled - acked >= ACK_CHARS && owner != null) {
            acked = handled;
            services.bus().send(Topics.ACKED.at(owner), new Acked(replyId, services.instance(), handled));
        }
    }
}
