package dev.verbatim.llm;

import dev.verbatim.contract.DeltaKind;
import dev.verbatim.contract.EndReply;
import dev.verbatim.contract.EndedReply;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.HeldReply;
import dev.verbatim.contract.PendingReply;
import dev.verbatim.contract.Usage;
import dev.verbatim.llm.provider.ProviderEnd;
import dev.verbatim.llm.provider.ProviderListener;
import dev.verbatim.llm.provider.Route;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reply, from the wish to claim it until it is forgotten.
 *
 * <pre>
 *   CLAIMING ─claimed→ OPENING ─prompt composed→ STREAMING ─the first verdict→ ENDING ─saved or fenced→ DONE
 *      │                  │ └──── stopped, no model, too long ────↑                            ↑
 *      └─ not ours        └────────── lease lost, handed over (also while STREAMING) ──────────┘
 * </pre>
 *
 * <p>Whatever ends it first (provider, person, our limit) decides; everything later finds it ENDING and changes nothing. A reply whose
 * lease is lost publishes nothing more, except that one already ENDING leaves the answer to its own ending, which storage fences. Event
 * loop only.
 */
final class ReplyRun implements ProviderListener {
    private static final Logger LOG = LoggerFactory.getLogger(ReplyRun.class);

    private enum State {
        CLAIMING,
        OPENING,
        STREAMING,
        ENDING,
        DONE
    }

    /** Hears that a run is over and holds nothing any more. */
    @FunctionalInterface
    interface Done {
        void done(ReplyRun run, @Nullable PendingReply promoted);
    }

    private final PendingReply reply;
    private final RunServices services;
    private final Done onDone;
    private final Audience audience;
    private State state = State.CLAIMING;
    private @Nullable OwnedReply owned;
    private @Nullable String stopper;

    ReplyRun(PendingReply reply, RunServices services, Done onDone) {
        this.reply = reply;
        this.services = services;
        this.onDone = onDone;
        this.audience = new Audience(services.bus());
    }

    UUID replyId() {
        return reply.replyId();
    }

    Audience audience() {
        return audience;
    }

    /** Claims the reply and goes on from there by itself. */
    void start() {
        services.claims().claim(reply).onComplete(this::claimed, this::notOurs);
    }

    private void claimed(ClaimedReply claimed) {
        if (state != State.CLAIMING) {
            return;
        }
        state = State.OPENING;
        OwnedReply own = new OwnedReply(reply, claimed, services.maxAnswerChars());
        owned = own;
        audience.open(own::watched);
        String stoppedBefore = claimed.claim().stoppedBy();
        if (stoppedBefore != null || stopper != null) {
            end(own, Verdict.stopped(stoppedBefore != null ? stoppedBefore : Objects.requireNonNull(stopper)));
        } else {
            compose(own, claimed.choice());
        }
    }

    private void notOurs(Throwable cause) {
        if (state == State.CLAIMING) {
            LOG.debug("reply not claimed room={} reply={} reason={}", reply.room(), replyId(), cause.getMessage());
            forget(null);
        }
    }

    private void compose(OwnedReply own, ModelChoice choice) {
        Route route = choice.route();
        if (route == null) {
            end(own, Verdict.failed(Failure.of(Objects.requireNonNull(choice.failure()))));
            return;
        }
        services.prompts()
                .compose(own.claim(), route.limits())
                .onComplete(prompt -> open(own, route, prompt), cause -> impossible(own, cause));
    }

    private void open(OwnedReply own, Route route, Prompt prompt) {
        if (state != State.OPENING) {
            return;
        }
        state = State.STREAMING;
        try {
            own.open(route, prompt, services.clock(), this);
        } catch (RuntimeException e) {
            impossible(own, e);
        }
    }

    private void impossible(OwnedReply own, Throwable cause) {
        if (!(cause instanceof Failure)) {
            LOG.error("reply could not be asked for room={} reply={}", reply.room(), replyId(), new TraceOnly(cause));
        }
        end(own, Verdict.failed(Failure.of(cause)));
    }

    @Override
    public void onDelta(DeltaKind kind, String text) {
        OwnedReply own = owned;
        if (state != State.STREAMING || own == null) {
            return;
        }
        own.content();
        String kept = own.answer().fitting(text);
        if (!kept.isEmpty()) {
            int offset = own.answer().append(kind, kept);
            if (!audience.isEmpty()) {
                audience.send(own.delta(kind, offset, kept));
            }
        }
        if (kept.length() < text.length()) {
            end(own, Verdict.tooLong());
        }
    }

    @Override
    public void onUsage(Usage usage, boolean total) {
        if (state == State.STREAMING && owned != null) {
            owned.used(usage, total);
        }
    }

    @Override
    public void onEnd(ProviderEnd end) {
        OwnedReply own = owned;
        if (state == State.STREAMING && own != null) {
            own.ended(end);
            end(own, Verdict.of(end));
        }
    }

    /** A person wants it to end; before the claim is answered the wish is kept. */
    void stop(String userId) {
        stopper = userId;
        if (owned != null) {
            end(owned, Verdict.stopped(userId));
        }
    }

    private void end(OwnedReply own, Verdict verdict) {
        if (state == State.ENDING || state == State.DONE) {
            return;
        }
        state = State.ENDING;
        own.close();
        own.usage(verdict, services.prompts())
                .map(usage -> own.ending(verdict, usage))
                .compose(ending -> save(own, ending))
                .onComplete(this::saved, this::refused);
    }

    private Future<EndedReply> save(OwnedReply own, EndReply ending) {
        return services.endings()
                .save(ending, () -> audience.send(own.saving()))
                .onSuccess(accepted -> FinishedReplies.log(own.choice(), ending, accepted));
    }

    private void saved(EndedReply accepted) {
        forget(accepted.promoted());
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
        if (owned != null) {
            owned.close();
        }
        forget(null);
    }

    private void forget(@Nullable PendingReply promoted) {
        state = State.DONE;
        audience.close();
        onDone.done(this, promoted);
    }

    /**
     * What a heartbeat says of it, with text that storage has not seen; null before the claim. The text of one that is ending goes
     * with its ending.
     *
     * @param maxText UTF-16 code units
     */
    @Nullable
    HeldReply held(int maxText) {
        if (owned == null) {
            return null;
        }
        return owned.held(state == State.ENDING ? List.of() : owned.answer().checkpoint(maxText));
    }

    /** What {@link #held} said last is stored. */
    void heldStored() {
        if (owned != null) {
            owned.answer().checkpointStored();
        }
    }
}
