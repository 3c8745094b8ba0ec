package dev.verbatim.chat;

import dev.verbatim.contract.AcceptMessage;
import dev.verbatim.contract.Accepted;
import dev.verbatim.contract.ChatMessage;
import dev.verbatim.contract.ClaimReply;
import dev.verbatim.contract.EndReason;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.HistoryPage;
import dev.verbatim.contract.JoinRoom;
import dev.verbatim.contract.Member;
import dev.verbatim.contract.MemberRole;
import dev.verbatim.contract.MessagePosted;
import dev.verbatim.contract.OpenReply;
import dev.verbatim.contract.ReadHistory;
import dev.verbatim.contract.ReplyEnded;
import dev.verbatim.contract.ReplyStarted;
import dev.verbatim.contract.ReplyState;
import dev.verbatim.contract.Role;
import dev.verbatim.contract.RoomChange;
import dev.verbatim.contract.RoomChanges;
import dev.verbatim.contract.RoomDetails;
import dev.verbatim.contract.RoomFact;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.RoomOptions;
import dev.verbatim.contract.RoomSnapshot;
import dev.verbatim.contract.Visibility;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One room as Postgres would keep it: seq, rev, messages, open replies and the facts of every rev. */
final class ScriptedRoom {
    private static final int PAGE = 50;
    private static final String WHY = "It went wrong.";

    final RoomKey key;
    final @Nullable String onlyFor;
    long seq;
    long rev;
    private final TreeMap<Long, ChatMessage> ended = new TreeMap<>();
    private final Map<UUID, OpenReply> open = new LinkedHashMap<>();
    private final List<RoomFact> facts = new ArrayList<>();
    private final Map<String, AcceptMessage> questions = new HashMap<>();
    private final Map<String, Accepted> answers = new HashMap<>();
    private final Map<String, Long> readSeqs = new HashMap<>();

    ScriptedRoom(RoomKey key, @Nullable String onlyFor) {
        this.key = key;
        this.onlyFor = onlyFor;
    }

    /** Moves somebody's mark forward; whether it moved. */
    boolean read(String userId, long upTo) {
        long reached = Math.min(upTo, seq);
        boolean moved = reached > readSeqs.getOrDefault(userId, 0L);
        if (moved) {
            readSeqs.put(userId, reached);
        }
        return moved;
    }

    boolean isVisibleTo(String userId) {
        return onlyFor == null || onlyFor.equals(userId);
    }

    /** The answer and, unless it was there already, the fact. */
    Accepted accept(AcceptMessage question, List<RoomFact> said) {
        String id = question.author().userId() + ' ' + question.clientId();
        Accepted before = answers.get(id);
        if (before != null) {
            if (!question.equals(questions.get(id))) {
                throw new Failure(FailureCode.CONFLICT, "Same clientId, other content.");
            }
            return new Accepted(before.messageId(), before.seq(), before.rev(), before.ts(), before.reply(), true);
        }
        rev++;
        ChatMessage message = message(UUID.randomUUID(), ++seq, question);
        OpenReply reply = question.reply() ? openReply(message.messageId(), question.model()) : null;
        ended.put(message.seq(), message);
        said.add(fact(new MessagePosted(key, rev, message, reply)));
        Accepted answer = new Accepted(message.messageId(), message.seq(), rev, message.ts(), reply, false);
        questions.put(id, question);
        answers.put(id, answer);
        return answer;
    }

    private ChatMessage message(UUID id, long at, AcceptMessage question) {
        return new ChatMessage(
                id,
                at,
                rev,
                rev,
                Role.USER,
                question.author().userId(),
                question.author().name(),
                question.text(),
                Instant.EPOCH,
                EndStatus.COMPLETE,
                null,
                null,
                null,
                question.clientId(),
                null,
                null,
                null,
                null,
                null,
                "",
                "");
    }

    private OpenReply openReply(UUID replyTo, @Nullable String model) {
        ReplyState state = open.isEmpty() ? ReplyState.PENDING : ReplyState.QUEUED;
        OpenReply reply = new OpenReply(UUID.randomUUID(), ++seq, replyTo, state, null, 0, 0, model, null, open.size());
        open.put(reply.replyId(), reply);
        return reply;
    }

    /** A claim or a takeover. */
    ReplyStarted claim(ClaimReply question) {
        OpenReply was = open.get(question.replyId());
        if (was == null) {
            throw new Failure(FailureCode.CONFLICT, "It has ended.");
        }
        rev++;
        OpenReply now = new OpenReply(
                was.replyId(),
                was.seq(),
                was.replyTo(),
                ReplyState.RUNNING,
                question.owner(),
                was.epoch() + 1,
                was.attempt() + 1,
                question.model(),
                question.provider(),
                0);
        open.put(was.replyId(), now);
        return fact(new ReplyStarted(
                key,
                rev,
                now.replyId(),
                now.seq(),
                now.replyTo(),
                question.owner(),
                now.epoch(),
                now.attempt(),
                question.model(),
                question.provider()));
    }

    /** The owner's next attempt. */
    ReplyStarted begin(UUID replyId, String provider, int offset) {
        OpenReply was = open.get(replyId);
        if (was == null) {
            throw new Failure(FailureCode.CONFLICT, "It has ended.");
        }
        rev++;
        OpenReply now = new OpenReply(
                replyId,
                was.seq(),
                was.replyTo(),
                ReplyState.RUNNING,
                was.owner(),
                was.epoch(),
                was.attempt() + 1,
                "backup-1",
                provider,
                0);
        open.put(replyId, now);
        return fact(new ReplyStarted(
                key,
                rev,
                replyId,
                now.seq(),
                now.replyTo(),
                String.valueOf(now.owner()),
                now.epoch(),
                now.attempt(),
                "backup-1",
                provider,
                offset,
                true));
    }

    ReplyEnded end(UUID replyId, EndStatus status, String text, String reasoning, @Nullable FailureCode error) {
        OpenReply was = open.remove(replyId);
        if (was == null) {
            throw new Failure(FailureCode.CONFLICT, "It has ended.");
        }
        rev++;
        EndReason reason = status == EndStatus.COMPLETE ? EndReason.STOP : null;
        ChatMessage message = new ChatMessage(
                replyId,
                was.seq(),
                rev,
                rev,
                Role.ASSISTANT,
                null,
                null,
                text,
                Instant.EPOCH,
                status,
                reason,
                error,
                error == null ? null : WHY,
                null,
                was.replyTo(),
                was.model(),
                was.provider(),
                null,
                1_500_000L,
                reasoning,
                "");
        ended.put(message.seq(), message);
        long retryAfterMs = error == FailureCode.PROVIDER_RATE_LIMITED ? 2_500 : 0;
        String why = error == null ? null : WHY;
        return fact(new ReplyEnded(
                key, rev, message, was.epoch(), was.attempt(), "stop", null, error, why, retryAfterMs, promoted()));
    }

    private @Nullable OpenReply promoted() {
        OpenReply next = null;
        int position = 0;
        for (OpenReply reply : List.copyOf(open.values())) {
            boolean first = position == 0;
            OpenReply moved = new OpenReply(
                    reply.replyId(),
                    reply.seq(),
                    reply.replyTo(),
                    first ? ReplyState.PENDING : ReplyState.QUEUED,
                    null,
                    reply.epoch(),
                    reply.attempt(),
                    reply.model(),
                    null,
                    position);
            open.put(moved.replyId(), moved);
            next = first ? moved : next;
            position++;
        }
        return next;
    }

    private <F extends RoomFact> F fact(F fact) {
        facts.add(fact);
        return fact;
    }

    RoomSnapshot snapshot(JoinRoom question, boolean created) {
        long after = question.rev() == null ? Long.MAX_VALUE : question.rev();
        boolean recovered = after <= rev;
        List<ChatMessage> messages = new ArrayList<>();
        for (ChatMessage message : ended.values()) {
            if (!recovered || message.rev() > after) {
                messages.add(message);
            }
        }
        int from = recovered ? 0 : Math.max(0, messages.size() - PAGE);
        List<Member> members = List.of(new Member("owner", "Owner", MemberRole.OWNER));
        return new RoomSnapshot(
                new RoomDetails(
                        key.roomId(), onlyFor == null ? Visibility.PUBLIC : Visibility.PRIVATE, RoomOptions.DEFAULT),
                seq,
                rev,
                recovered,
                List.copyOf(messages.subList(from, messages.size())),
                from > 0,
                members,
                List.copyOf(open.values()),
                null,
                readSeqs.get(question.author().userId()),
                created);
    }

    HistoryPage history(ReadHistory question) {
        List<ChatMessage> older =
                new ArrayList<>(ended.headMap(question.before(), false).values());
        int from = Math.max(0, older.size() - question.limit());
        return new HistoryPage(List.copyOf(older.subList(from, older.size())), from > 0);
    }

    /** What became of the room, without starts of replies that have ended. */
    RoomChanges changes(long afterRev) {
        List<RoomChange> changes = new ArrayList<>();
        for (RoomFact fact : facts) {
            if (fact.rev() > afterRev) {
                changes.addAll(change(fact));
            }
        }
        return new RoomChanges(rev, changes);
    }

    private List<RoomChange> change(RoomFact fact) {
        if (fact instanceof MessagePosted posted) {
            return List.of(RoomChange.of(posted));
        }
        if (fact instanceof ReplyStarted started) {
            OpenReply now = open.get(started.replyId());
            boolean meaningless = now == null || now.attempt() != started.attempt();
            return meaningless ? List.of() : List.of(RoomChange.of(started));
        }
        return List.of(RoomChange.of(fact));
    }

    @Nullable
    OpenReply reply(UUID replyId) {
        return open.get(replyId);
    }

    boolean hasMessage(UUID messageId) {
        return ended.values().stream().anyMatch(message -> message.messageId().equals(messageId));
    }
}
