package dev.verbatim.chat.room;

import dev.verbatim.chat.wire.Answers;
import dev.verbatim.chat.wire.FailedReply;
import dev.verbatim.chat.wire.Frame;
import dev.verbatim.chat.wire.JsonText;
import dev.verbatim.chat.wire.MessageJson;
import dev.verbatim.chat.wire.StreamFrames;
import dev.verbatim.contract.ChatMessage;
import dev.verbatim.contract.DeltaKind;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.OpenReply;
import dev.verbatim.contract.ReplyDelta;
import dev.verbatim.contract.ReplyEnded;
import dev.verbatim.contract.ReplyProgress;
import dev.verbatim.contract.ReplyStarted;
import dev.verbatim.contract.ReplyState;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.Superseded;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One open reply as a room's viewers see it, from {@code queued} to its end. Text comes from the {@link ReplyWatch}; an attempt is
 * shown only after its start, and the end only after every character of the final text.
 */
final class ReplyView {
    private final RoomServices services;
    private final RoomKey room;
    private final Viewers viewers;
    private final UUID replyId;
    private final long seq;
    private final UUID replyTo;
    private final ReplyWatch watch;
    private final HeardProgress progress = new HeardProgress();
    private ReplyState state;
    private @Nullable String model;
    private @Nullable String provider;
    private boolean fallback;
    private int position;
    private boolean willShow;

    /** A reply as Postgres has it; a running one is watched from now on. */
    ReplyView(
            RoomServices services,
            RoomKey room,
            Viewers viewers,
            OpenReply open,
            Runnable outOfStep,
            Runnable settled) {
        this.services = services;
        this.room = room;
        this.viewers = viewers;
        this.replyId = open.replyId();
        this.seq = open.seq();
        this.replyTo = open.replyTo();
        this.state = open.state();
        this.model = open.model();
        this.provider = open.provider();
        this.position = open.position();
        this.watch = new ReplyWatch(services, room, replyId, listener(outOfStep, settled));
        services.replies().add(replyId, this);
        if (open.owner() != null) {
            watch.follow(open.owner(), open.epoch(), open.attempt(), 0);
        }
    }

    private ReplyWatch.Listener listener(Runnable outOfStep, Runnable settled) {
        return new ReplyWatch.Listener() {
            @Override
            public void grew() {
                progress.over(watch.current().attempt());
                showAtTurnEnd();
            }

            @Override
            public void outOfStep() {
                outOfStep.run();
            }

            @Override
            public void settled() {
                settled.run();
            }
        };
    }

    UUID replyId() {
        return replyId;
    }

    ReplyState state() {
        return state;
    }

    int position() {
        return position;
    }

    boolean isUnsettled() {
        return watch.isUnsettled();
    }

    void hear(ReplyDelta delta) {
        watch.hear(delta);
    }

    void hear(ReplyProgress heard) {
        int attempt = watch.current().attempt();
        if (progress.hear(heard, attempt)) {
            showText();
            progress.showTo(viewers, attempt);
        }
    }

    void check() {
        watch.check();
    }

    /** Says to everybody that it waits, at this place. */
    void queued(int place) {
        position = place;
        viewers.frame(StreamFrames.queued(room, replyId, seq, replyTo, place));
    }

    /** It may be claimed now. */
    void pending() {
        state = ReplyState.PENDING;
        position = 0;
    }

    /** An attempt begins; one that is not above the current is old news. */
    void started(ReplyStarted fact) {
        if (fact.attempt() <= watch.current().attempt()) {
            return;
        }
        showText();
        state = ReplyState.RUNNING;
        position = 0;
        model = fact.model();
        provider = fact.provider();
        fallback = fact.fallback();
        int kept = watch.follow(fact.owner(), fact.epoch(), fact.attempt(), fact.offset());
        announce(fact.rev(), fact.attempt(), kept);
        showText();
        progress.showTo(viewers, fact.attempt());
    }

    /**
     * It has ended: whatever viewers do not have of the final text goes out, then the end.
     *
     * @param startRev what a start that was left out is given as its rev
     */
    void ended(ReplyEnded fact, long startRev) {
        showText();
        ChatMessage message = fact.message();
        int attempt = Math.max(fact.attempt(), watch.current().attempt());
        if (attempt > 0) {
            RunText text = standing(message, attempt, startRev);
            text.extendTo(DeltaKind.TEXT, message.text());
            text.extendTo(DeltaKind.REASONING, message.reasoning());
            text.extendTo(DeltaKind.REFUSAL, message.refusal());
            text.showTo(viewers);
        }
        if (message.status() == EndStatus.FAILED) {
            viewers.frame(Answers.error(null, FailedReply.live(fact), room.roomId(), replyId));
        }
        viewers.frame(StreamFrames.end(fact, attempt));
        watch.end();
        services.replies().remove(replyId);
    }

    /** The text that viewers have, if the final one goes on from it; else a new one, announced with what still stands. */
    private RunText standing(ChatMessage message, int attempt, long startRev) {
        RunText shown = watch.current();
        int same = shown.commonLength(DeltaKind.TEXT, message.text());
        boolean stands = shown.attempt() == attempt
                && same == shown.length(DeltaKind.TEXT)
                && isStart(shown, DeltaKind.REASONING, message.reasoning())
                && isStart(shown, DeltaKind.REFUSAL, message.refusal());
        if (stands) {
            return shown;
        }
        int kept = shown.attempt() == attempt ? same : 0;
        model = message.model();
        provider = message.provider();
        announce(startRev, attempt, kept);
        RunText fresh = new RunText(room, replyId, shown.epoch(), attempt);
        fresh.startWith(DeltaKind.TEXT, message.text().substring(0, kept));
        return fresh;
    }

    private static boolean isStart(RunText shown, DeltaKind kind, String whole) {
        return shown.commonLength(kind, whole) == shown.length(kind);
    }

    private void announce(long rev, int attempt, int offset) {
        viewers.frame(StreamFrames.start(
                new StreamFrames.Start(room, replyId, seq, rev, replyTo, attempt, offset, model, provider, fallback)));
    }

    private void showAtTurnEnd() {
        if (!willShow) {
            willShow = true;
            services.replies().turnEnd().add(this);
        }
    }

    /** Sends what was heard and not yet sent. */
    void showText() {
        willShow = false;
        watch.current().showTo(viewers);
    }

    /** Writes it as {@code joined} lists it; to be called with all text shown. */
    void writeTo(JsonText json, @Nullable Superseded superseded) {
        RunText text = watch.current();
        String reasoning = text.text(DeltaKind.REASONING);
        String refusal = text.text(DeltaKind.REFUSAL);
        json.object(null)
                .put("messageId", replyId.toString())
                .put("seq", seq)
                .put("replyTo", replyTo.toString())
                .put("state", state.wire())
                .put("attempt", text.attempt())
                .put("offset", text.length(DeltaKind.TEXT))
                .put("text", text.text(DeltaKind.TEXT))
                .put("reasoning", reasoning.isEmpty() ? null : reasoning)
                .put("refusal", refusal.isEmpty() ? null : refusal)
                .put("model", model)
                .put("provider", provider);
        if (state == ReplyState.QUEUED) {
            json.put("position", position);
        }
        MessageJson.writeSuperseded(json, superseded).endObject();
    }

    /** What it waits for at this moment; null for nothing. */
    @Nullable
    Frame progress() {
        return progress.frame(watch.current().attempt());
    }

    /** Nobody looks any more. */
    void close() {
        watch.stop();
        services.replies().remove(replyId);
    }
}
