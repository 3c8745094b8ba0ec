package dev.verbatim.chat.room;

import dev.verbatim.chat.wire.Answers;
import dev.verbatim.chat.wire.Frame;
import dev.verbatim.contract.Author;
import dev.verbatim.contract.MemberChanged;
import dev.verbatim.contract.MemberRole;
import dev.verbatim.contract.MessageChanged;
import dev.verbatim.contract.MessagePosted;
import dev.verbatim.contract.OpenReply;
import dev.verbatim.contract.ReplyEnded;
import dev.verbatim.contract.ReplyStarted;
import dev.verbatim.contract.ReplyState;
import dev.verbatim.contract.RoomFact;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.RoomSnapshot;
import dev.verbatim.contract.SetupFact;
import dev.verbatim.contract.Topics;
import dev.verbatim.contract.Typing;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A room at one rev: its open replies and who looks. Each fact is applied once, in order, and goes to every viewer as the same frames.
 * A viewer that has been added sees every change from then on, none before.
 */
final class RoomView implements FactSequence.Listener {
    private final RoomServices services;
    private final RoomKey key;
    private final FactSequence facts;
    private final Viewers viewers = new Viewers();
    private final Map<UUID, ReplyView> replies = new LinkedHashMap<>();
    private final Writers writers = new Writers();
    private final Presence presence;
    private final Joinings joinings;
    private final Entrance entrance;

    RoomView(RoomServices services, RoomKey key) {
        this.services = services;
        this.key = key;
        this.facts = new FactSequence(key, services.storage(), this);
        this.presence = new Presence(key, viewers);
        this.joinings = new Joinings(this, services);
        this.entrance = new Entrance(key, services.storage(), viewers, joinings);
    }

    RoomKey key() {
        return key;
    }

    FactSequence facts() {
        return facts;
    }

    Joinings joinings() {
        return joinings;
    }

    Presence presence() {
        return presence;
    }

    Collection<ReplyView> replies() {
        return replies.values();
    }

    boolean isDeserted() {
        return viewers.isEmpty() && joinings.isEmpty();
    }

    /** Takes the first snapshot as what this view begins with. */
    void begin(RoomSnapshot snapshot) {
        snapshot.replies().forEach(this::open);
        facts.begin(snapshot.rev());
    }

    /** From now on this viewer sees every change; in this turn it is given the room as it stands. */
    void seat(Viewer viewer, @Nullable MemberRole role) {
        viewers.add(viewer);
        writers.seated(viewer.author().userId(), role);
        presence.touch();
    }

    /** What is not in {@code joined}, for whoever has just got that. */
    void showProgress(Viewer viewer) {
        for (ReplyView reply : replies.values()) {
            Frame progress = reply.progress();
            if (progress != null) {
                viewer.outbound().frame(progress);
            }
        }
    }

    /** This person writes: worth telling, or not. */
    void typing(Author author, long nowMs) {
        if (writers.isNews(author.userId(), nowMs)) {
            services.bus().publish(Topics.TYPING, new Typing(key, author.userId(), author.name()), key);
        }
    }

    /** Somebody writes, here or on another node. */
    void heard(Typing typing) {
        viewers.frame(Answers.typing(typing));
    }

    void leave(Viewer viewer) {
        viewers.remove(viewer);
        presence.touch();
        joinings.cancel(viewer);
    }

    /** Sends all text that was heard, so that every viewer is at the same place. */
    void showText() {
        replies.values().forEach(ReplyView::showText);
    }

    boolean hasUnsettledReply() {
        return replies.values().stream().anyMatch(ReplyView::isUnsettled);
    }

    void tick(long nowMs) {
        joinings.expire(nowMs);
        writers.tick(nowMs);
        entrance.check();
        replies.values().forEach(ReplyView::check);
    }

    /** Postgres says that it is gone. */
    void removed() {
        entrance.closeForAll();
    }

    void close() {
        facts.close();
        replies.values().forEach(ReplyView::close);
        replies.clear();
    }

    @Override
    public void apply(RoomFact fact, long before) {
        joinings.collect(fact);
        if (fact instanceof MessagePosted posted) {
            applyPosted(posted);
        } else if (fact instanceof ReplyStarted started) {
            applyStarted(started);
        } else if (fact instanceof MessageChanged changed) {
            applyChanged(changed);
        } else if (fact instanceof SetupFact setup) {
            if (setup instanceof MemberChanged changed) {
                writers.apply(changed);
            }
            entrance.apply(setup);
        } else if (fact instanceof ReplyEnded ended) {
            // A start that comes with the end must not carry its rev: who is cut off between the two would never ask
            // for the end.
            applyEnded(ended, Math.min(before + 1, ended.rev() - 1));
        }
    }

    @Override
    public void moved() {
        joinings.settle();
    }

    private void applyPosted(MessagePosted posted) {
        viewers.message(posted, Answers.message(key.roomId(), posted.message()));
        OpenReply reply = posted.reply();
        if (reply != null) {
            ReplyView view = open(reply);
            if (view.state() == ReplyState.QUEUED) {
                view.queued(reply.position());
            }
        }
    }

    /** An answer of which the end was lost has ended by this. */
    private void applyChanged(MessageChanged changed) {
        ReplyView open = replies.remove(changed.message().messageId());
        if (open != null) {
            open.close();
        }
        viewers.frame(Answers.message(key.roomId(), changed.message()));
        if (changed.reply() != null) {
            open(changed.reply());
        }
    }

    private void applyStarted(ReplyStarted fact) {
        ReplyView reply = replies.get(fact.replyId());
        if (reply == null) {
            reply = open(waiting(fact.replyId(), fact.seq(), fact.replyTo()));
        }
        reply.started(fact);
    }

    private void applyEnded(ReplyEnded fact, long startRev) {
        UUID replyId = fact.message().messageId();
        ReplyView reply = replies.get(replyId);
        if (reply == null) {
            UUID replyTo = fact.message().replyTo();
            reply = open(waiting(replyId, fact.message().seq(), replyTo == null ? replyId : replyTo));
        }
        reply.ended(fact, startRev);
        replies.remove(replyId);
        promote(fact.promoted());
    }

    private void promote(@Nullable OpenReply promoted) {
        if (promoted == null) {
            return;
        }
        ReplyView next = replies.get(promoted.replyId());
        if (next == null) {
            open(promoted);
        } else {
            next.pending();
        }
        for (ReplyView reply : replies.values()) {
            if (reply.state() == ReplyState.QUEUED && reply.position() > 1) {
                reply.queued(reply.position() - 1);
            }
        }
    }

    private ReplyView open(OpenReply reply) {
        ReplyView view = new ReplyView(services, key, viewers, reply, facts::fill, joinings::settle);
        replies.put(reply.replyId(), view);
        return view;
    }

    private static OpenReply waiting(UUID replyId, long seq, UUID replyTo) {
        return new OpenReply(replyId, seq, replyTo, ReplyState.PENDING, null, 0, 0, null, null, 0);
    }
}
