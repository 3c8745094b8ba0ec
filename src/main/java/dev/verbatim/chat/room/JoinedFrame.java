package dev.verbatim.chat.room;

import dev.verbatim.chat.wire.Frame;
import dev.verbatim.chat.wire.JsonText;
import dev.verbatim.chat.wire.MessageJson;
import dev.verbatim.contract.ChatMessage;
import dev.verbatim.contract.MessagePosted;
import dev.verbatim.contract.ReplyEnded;
import dev.verbatim.contract.RoomFact;
import dev.verbatim.contract.RoomSnapshot;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Composes {@code joined}: Postgres's snapshot, brought up to the room's rev of this turn by the facts that came after it. */
final class JoinedFrame {
    private JoinedFrame() {}

    /**
     * The frame.
     *
     * @param rev the rev of the room's view, not below the snapshot's
     * @param replies every open reply at that rev, all its text shown
     */
    static Frame of(Joining joining, RoomSnapshot snapshot, long rev, Collection<ReplyView> replies) {
        String roomId = joining.question.room().roomId();
        Map<Long, ChatMessage> messages = new TreeMap<>();
        snapshot.messages().forEach(message -> messages.put(message.seq(), message));
        long seq = snapshot.seq();
        for (RoomFact fact : joining.meanwhile) {
            if (fact.rev() > snapshot.rev()) {
                ChatMessage message = messageOf(fact);
                seq = Math.max(seq, lastSeq(fact));
                if (message != null) {
                    messages.put(message.seq(), message);
                }
            }
        }
        JsonText json = JsonText.event("joined", joining.ref)
                .put("roomId", roomId)
                .put("seq", seq)
                .put("rev", rev)
                .put("recovered", snapshot.recovered());
        MessageJson.writeAll(json, roomId, messages.values()).put("more", snapshot.more());
        MessageJson.writeMembers(json, snapshot.members()).array("replies");
        replies.forEach(reply -> reply.writeTo(json));
        return json.endArray().frame();
    }

    private static @Nullable ChatMessage messageOf(RoomFact fact) {
        if (fact instanceof MessagePosted posted) {
            return posted.message();
        }
        return fact instanceof ReplyEnded ended ? ended.message() : null;
    }

    private static long lastSeq(RoomFact fact) {
        if (fact instanceof MessagePosted posted) {
            return posted.reply() == null
                    ? posted.message().seq()
                    : posted.reply().seq();
        }
        return 0;
    }
}
