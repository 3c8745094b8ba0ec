package dev.verbatim.llm;

import dev.verbatim.contract.EndReply;
import dev.verbatim.contract.EndedReply;
import dev.verbatim.contract.HeldReply;
import dev.verbatim.contract.OnEmpty;
import dev.verbatim.contract.PendingReply;
import io.vertx.core.Future;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reply, from the wish to claim it until it is forgotten.
 *
 * <pre>
 *   CLAIMING ─claimed→ ANSWERING ─the first verdict→ ENDING ─saved or fenced→ DONE
 *      │                  └── lease lost, handed over ──────────────────────────↑
 *      └─ not ours ─────────────────────────────────────────────────────────────┘
 * </pre>
 *
 * <p>Whatever ends it first (the attempts, a person, our limit) decides; everything later finds it ENDING and changes nothing. A reply
 * whose lease is lost publishes nothing more, except that one already ENDING leaves the answer to its own ending, which storage fences.
 * Event loop only.
 */
final class ReplyRun implements Answering.Outcome {
    private static final Logger LOG = LoggerFactory.getLogger(ReplyRun.class);

    private enum State {
        CLAIMING,
        ANSWERING,
        ENDING,
        DONE
    }

    /** Hears that a run is over and holds nothing any more. */
    @FunctionalInterface
    interface Done {
        void done(ReplyRun run, @Nullable PendingReply promoted);
    }

    private final Wanted wanted;
    private final PendingReply reply;
    private final RunServices services;
    private final Done onDone;
    private final Audience audience;
    private State state = State.CLAIMING;
    private @Nullable OwnedReply owned;
    private @Nullable Answering answering;
    private @Nullable String stopper;

    ReplyRun(Wanted wanted, RunServices services, Done onDone) {
        this.wanted = wanted;
        this.reply = wanted.reply();
        this.services = services;
        this.onDone = onDone;
        this.audience = new Audience(services.bus(), this::deserted);
    }

    UUID replyId() {
        return reply.replyId();
    }

    Audience audience() {
        return audience;
    }

    /** Claims the reply, unless it is claimed, and goes on from there by itself. */
    void start() {
        services.claims().claim(wanted).onComplete(this::claimed, this::notOurs);
    }

    private void claimed(ClaimedReply claimed) {
        if (state != State.CLAIMING) {
            return;
        }
        state = State.ANSWERING;
        Attempt first = new Attempt(
                claimed.claim().attempt(),
                claimed.choice().first(),
                new Answer(services.maxAnswerChars()),
                services.clock());
        OwnedReply own = new OwnedReply(reply, claimed, first);
        owned = own;
        audience.open(own::watched);
        String stoppedBefore = claimed.claim().stoppedBy();
        if (stoppedBefore != null || stopper != null) {
            end(own, Verdict.stopped(stoppedBefore != null ? stoppedBefore : Objects.requireNonNull(stopper)));
        } else {
            answering = new Answering(own, services, audience, this);
            answering.start();
        }
    }

    private void notOurs(Throwable cause) {
        if (state == State.CLAIMING) {
            LOG.debug("reply not claimed room={} reply={} reason={}", reply.room(), replyId(), cause.getMessage());
            forget(null);
        }
    }

    @Override
    public void decided(Verdict verdict) {
        end(Objects.requireNonNull(owned), verdict);
    }

    @Override
    public void lost() {
        letGo("lease lost");
    }

    /** A person wants it to end; before the claim is answered the wish is kept. */
    void stop(String userId) {
        stopper = userId;
        if (owned != null) {
            end(owned, Verdict.stopped(userId));
        }
    }

    /** Nobody looks any more. */
    private void deserted() {
        if (owned != null && owned.claim().options().onEmpty() == OnEmpty.CANCEL) {
            end(owned, Verdict.stopped(null));
        }
    }

    private void end(OwnedReply own, Verdict verdict) {
        if (state == State.ENDING || state == State.DONE) {
            return;
        }
        state = State.ENDING;
        cancel();
        own.ending(verdict, services.prompts())
                .compose(ending -> save(own, ending))
                .onComplete(this::saved, this::refused);
    }

    private void cancel() {
        if (answering != null) {
            answering.cancel();
        }
    }

    private Future<EndedReply> save(OwnedReply own, EndReply ending) {
        return services.endings()
                .save(ending, () -> audience.send(own.saving()))
                .onSuccess(accepted -> FinishedReplies.log(own.provider(), own.model(), ending, accepted));
    }

    private void saved(EndedReply accepted) {
        forget(accepted.promoted());
        if (owned != null) {
            services.folds().after(reply, owned.claim());
        }
    }

    private void refused(Throwable cause) {
        LOG.error("ending refused, left to a takeover room={} reply={}", reply.room(), replyId(), cause);
        forget(null);
    }

    /**
     * Lets go without an ending: its lease is lost, or it is handed over. One that is ending already is left to its ending.
     *
     * @param reason for the log
     */
    void letGo(String reason) {
        if (state == State.ENDING || state == State.DONE) {
            return;
        }
        LOG.info("reply let go room={} reply={} reason={}", reply.room(), replyId(), reason);
        cancel();
        forget(null);
    }

    private void forget(@Nullable PendingReply promoted) {
        state = State.DONE;
        audience.close();
        onDone.done(this, promoted);
    }

    /**
     * What a heartbeat says of it, with what storage has not seen; null before the claim. What one that is ending has goes with its
     * ending.
     *
     * @param maxText UTF-16 code units of its words, and as many of its calls
     */
    @Nullable
    HeldReply held(int maxText) {
        if (owned == null) {
            return null;
        }
        Attempt attempt = owned.attempt();
        int room = state == State.ENDING ? 0 : maxText;
        return new HeldReply(
                reply.room(),
                replyId(),
                owned.claim().epoch(),
                attempt.number(),
                attempt.answer().checkpoint(room),
                attempt.soFar(room));
    }

    /** What {@link #held} said last is stored. */
    void heldStored() {
        if (owned != null) {
            owned.attempt().answer().checkpointStored();
            owned.attempt().soFarStored();
        }
    }
}
