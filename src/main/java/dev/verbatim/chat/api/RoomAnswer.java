package dev.verbatim.chat.api;

import dev.verbatim.chat.wire.JsonText;
import dev.verbatim.chat.wire.MessageJson;
import dev.verbatim.chat.wire.SetupFrames;
import dev.verbatim.contract.Accepted;
import dev.verbatim.contract.HistoryPage;
import dev.verbatim.contract.Member;
import dev.verbatim.contract.OpenReply;
import dev.verbatim.contract.Room;
import dev.verbatim.contract.RoomAction;
import dev.verbatim.contract.RoomMembers;
import dev.verbatim.contract.RoomPage;
import dev.verbatim.contract.RoomSnapshot;
import dev.verbatim.contract.Standing;

/** Rooms, members and messages as HTTP tells them: the fields are those of the frames. Stateless. */
final class RoomAnswer {
    private RoomAnswer() {}

    static String room(Room room) {
        return write(JsonText.document(), room).text();
    }

    static String rooms(RoomPage page) {
        JsonText json = JsonText.document().array("rooms");
        page.rooms().forEach(room -> write(json.object(null), room).endObject());
        json.endArray();
        int count = page.rooms().size();
        return json.put("next", page.more() ? page.rooms().get(count - 1).key().roomId() : null)
                .text();
    }

    private static JsonText write(JsonText json, Room room) {
        json.put("roomId", room.key().roomId());
        SetupFrames.writeDetails(json, room.details());
        if (RoomAction.SEE_PROMPT.allowed().contains(room.standing())) {
            json.put("systemPrompt", room.details().options().systemPrompt());
        }
        return MessageJson.writeReadSeq(json, room.readSeq())
                .put(
                        "role",
                        room.standing() == Standing.STRANGER
                                ? null
                                : room.standing().wire())
                .put("seq", room.seq())
                .put("rev", room.rev())
                .put("createdBy", room.createdBy())
                .put("createdAt", room.createdAt().toString());
    }

    static String member(Member member) {
        return MessageJson.writeMember(JsonText.document(), member).text();
    }

    static String members(RoomMembers members) {
        return MessageJson.writeMembers(JsonText.document(), members.members()).text();
    }

    static String sent(String roomId, String clientId, Accepted accepted) {
        OpenReply reply = accepted.reply();
        return JsonText.document()
                .put("roomId", roomId)
                .put("messageId", accepted.messageId().toString())
                .put("seq", accepted.seq())
                .put("ts", accepted.ts().toString())
                .put("clientId", clientId)
                .put("replyId", reply == null ? null : reply.replyId().toString())
                .text();
    }

    static String history(String roomId, HistoryPage page) {
        return MessageJson.writeAll(JsonText.document(), roomId, page.messages())
                .put("more", page.more())
                .text();
    }

    /** What somebody missed, as {@code joined} says it; of an open reply that it is open, its text comes when it has ended. */
    static String missed(String roomId, RoomSnapshot snapshot) {
        JsonText json = JsonText.document()
                .put("seq", snapshot.seq())
                .put("rev", snapshot.rev())
                .put("recovered", snapshot.recovered());
        MessageJson.writeAll(json, roomId, snapshot.messages())
                .put("more", snapshot.more())
                .array("replies");
        snapshot.replies().forEach(reply -> write(json.object(null), reply).endObject());
        return json.endArray().text();
    }

    private static JsonText write(JsonText json, OpenReply reply) {
        return json.put("messageId", reply.replyId().toString())
                .put("seq", reply.seq())
                .put("replyTo", reply.replyTo().toString())
                .put("state", reply.state().wire())
                .put("model", reply.model());
    }
}
