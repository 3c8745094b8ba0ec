package dev.verbatim.chat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** The frames that a piece of a transport carries: itself, or those in SockJS's {@code a[…]}. */
final class JsonFrames {
    private JsonFrames() {}

    static List<JsonObject> of(RawSocket.Frame frame) {
        return frame.opcode() == RawSocket.TEXT ? of(frame.text()) : List.of();
    }

    static List<JsonObject> of(String text) {
        if (text.startsWith("{")) {
            return List.of(new JsonObject(text));
        }
        List<JsonObject> frames = new ArrayList<>();
        if (text.startsWith("a")) {
            new JsonArray(text.substring(1)).forEach(each -> frames.add(new JsonObject((String) each)));
        }
        return frames;
    }
}
