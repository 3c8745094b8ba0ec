package dev.verbatim.chat.wire;

import dev.verbatim.contract.MemberChanged;
import dev.verbatim.contract.RoomChanged;
import dev.verbatim.contract.RoomDetails;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.RoomOptions;

/** The frames about a room itself and its members. The system prompt is in none of them: that is its owners' to read. */
public final class SetupFrames {
    private static final String ROOM = "room";

    private SetupFrames() {}

    /** What is said of a room has changed. */
    public static Frame changed(RoomChanged fact) {
        JsonText json =
                JsonText.event(ROOM, null).put("roomId", fact.room().roomId()).put("rev", fact.rev());
        return writeDetails(json, fact.details()).put("by", fact.by()).frame();
    }

    /** A room is gone. */
    public static Frame removed(RoomKey room) {
        return JsonText.event(ROOM, null)
                .put("roomId", room.roomId())
                .put("removed", true)
                .frame();
    }

    /** Somebody became a member, another kind of member, or none any more. */
    public static Frame member(MemberChanged fact) {
        JsonText json = JsonText.event("member", null)
                .put("roomId", fact.room().roomId())
                .put("rev", fact.rev())
                .put("userId", fact.member().userId())
                .put("name", fact.member().name())
                .put("role", fact.member().role().wire());
        if (fact.removed()) {
            json.put("removed", true);
        }
        return json.put("by", fact.by()).frame();
    }

    /** The fields that everybody in a room may read. */
    public static JsonText writeDetails(JsonText json, RoomDetails details) {
        RoomOptions options = details.options();
        json.put("name", details.name())
                .put("visibility", details.visibility().wire())
                .array("models");
        options.models().forEach(json::item);
        json.endArray();
        if (options.maxOutputTokens() != null) {
            json.put("maxOutputTokens", options.maxOutputTokens());
        }
        if (options.temperature() != null) {
            json.json("temperature", options.temperature().toString());
        }
        return json.put("onEmpty", options.onEmpty().wire())
                .put("onCut", options.onCut().wire())
                .put("prompt", options.prompt().wire())
                .put("turns", options.turns().wire());
    }
}
