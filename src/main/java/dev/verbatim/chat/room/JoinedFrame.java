package dev.verbatim.chat.room;

import dev.verbatim.chat.wire.Frame;
import dev.verbatim.chat.wire.JsonText;
import dev.verbatim.chat.wire.MessageJson;
import dev.verbatim.chat.wire.PresenceFrames;
import dev.verbatim.chat.wire.SetupFrames;
import dev.verbatim.contract.ChatMessage;
import dev.verbatim.contract.Member;
import dev.verbatim.contract.MemberChanged;
import dev.verbatim.contract.MemberRole;
import dev.verbatim.contract.MessageChanged;
import dev.verbatim.contract.MessagePosted;
import dev.verbatim.contract.OpenReply;
import dev.verbatim.contract.ReplyEnded;
import dev.verbatim.contract.RoomChanged;
import dev.verbatim.contract.RoomDetails;
import dev.verbatim.contract.RoomFact;
import dev.verbatim.contract.RoomSnapshot;
import dev.verbatim.contract.Superseded;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Composes {@code joined}: Postgres's snapshot, brought up to the room's rev of this turn by the facts that came after it. */
final class JoinedFrame {
    private final Map<Long, ChatMessage> messages = new TreeMap<>();
    private final Map<String, Member> members = new TreeMap<>();
    private final String userId;
    private RoomDetails details;
    private @Nullable MemberRole role;
    private long seq;

    private JoinedFrame(String userId, RoomSnapshot snapshot) {
        this.userId = userId;
        this.details = snapshot.details();
        this.role = snapshot.role();
        this.seq = snapshot.seq();
        snapshot.messages().forEach(message -> messages.put(message.seq(), message));
        snapshot.members().forEach(member -> members.put(member.userId(), member));
    }

    /**
     * The frame.
     *
     * @param room not behind the snapshot, with the text of all its replies shown and the one who joins seated
     */
    static Frame of(Joining joining, RoomSnapshot snapshot, RoomView room) {
        String roomId = joining.question.room().roomId();
        JoinedFrame frame = new JoinedFrame(joining.question.author().userId(), snapshot);
        joining.meanwhile.stream().filter(fact -> fact.rev() > snapshot.rev()).forEach(frame::apply);
        JsonText json = JsonText.event("joined", joining.ref)
                .put("roomId", roomId)
                .put("seq", frame.seq)
                .put("rev", room.facts().rev())
                .put("recovered", snapshot.recovered());
        SetupFrames.writeDetails(json, frame.details).put("role", frame.role == null ? null : frame.role.wire());
        MessageJson.writeReadSeq(json, snapshot.readSeq());
        MessageJson.writeAll(json, roomId, frame.messages.values()).put("more", snapshot.more());
        MessageJson.writeMembers(json, frame.members.values());
        PresenceFrames.write(json.object("presence"), room.presence().greeting())
                .endObject()
                .array("replies");
        room.replies().forEach(reply -> reply.writeTo(json, superseded(snapshot, reply.replyId())));
        return json.endArray().frame();
    }

    private static @Nullable Superseded superseded(RoomSnapshot snapshot, UUID replyId) {
        return snapshot.replies().stream()
                .filter(reply -> reply.replyId().equals(replyId))
                .findFirst()
                .map(OpenReply::superseded)
                .orElse(null);
    }

    private void apply(RoomFact fact) {
        ChatMessage message = messageOf(fact);
        seq = Math.max(seq, lastSeq(fact));
        if (message != null) {
            messages.put(message.seq(), message);
        }
        if (fact instanceof RoomChanged changed) {
            details = changed.details();
        } else if (fact instanceof MemberChanged changed) {
            apply(changed);
        }
    }

    private void apply(MemberChanged changed) {
        Member member = changed.member();
        if (changed.removed()) {
            members.remove(member.userId());
        } else {
            members.put(member.userId(), member);
        }
        if (member.userId().equals(userId)) {
            role = changed.removed() ? null : member.role();
        }
    }

    private static @Nullable ChatMessage messageOf(RoomFact fact) {
        if (fact instanceof MessagePosted posted) {
            return posted.message();
        }
        if (fact instanceof MessageChanged changed) {
            return changed.message();
        }
        return fact instanceof ReplyEnded ended ? ended.message() : null;
    }

    private static long lastSeq(RoomFact fact) {
        if (fact instanceof MessagePosted posted) {
            return posted.reply() == null
                    ? posted.message().seq()
                    : posted.reply().seq();
        }
        return fact instanceof MessageChanged changed && changed.reply() != null
                ? changed.reply().seq()
                : 0;
    }
}
