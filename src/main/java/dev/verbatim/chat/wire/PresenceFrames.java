package dev.verbatim.chat.wire;

import dev.verbatim.contract.Crowd;

/** Who looks at a room, as its viewers are told. */
public final class PresenceFrames {
    private PresenceFrames() {}

    /** They are these from now on. */
    public static Frame present(String roomId, Crowd crowd) {
        return write(JsonText.event("presence", null).put("roomId", roomId), crowd)
                .frame();
    }

    /** How many, and who where all are named. */
    public static JsonText write(JsonText json, Crowd crowd) {
        json.put("count", crowd.count());
        if (crowd.isNamed()) {
            json.array("users");
            crowd.people()
                    .forEach(person -> json.object(null)
                            .put("userId", person.userId())
                            .put("name", person.name())
                            .endObject());
            json.endArray();
        }
        return json;
    }
}
