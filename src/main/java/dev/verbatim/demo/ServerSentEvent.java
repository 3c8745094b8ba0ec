package dev.verbatim.demo;

import io.vertx.core.json.JsonObject;

/** Frames of a {@code text/event-stream}. The data are one line: JSON escapes line ends. */
final class ServerSentEvent {

    static final String CONTENT_TYPE = "text/event-stream; charset=utf-8";

    private ServerSentEvent() {}

    static String data(String data) {
        return "data: " + data + "\n\n";
    }

    /** An event named like its {@code type}, as Anthropic's all are. */
    static String named(JsonObject data) {
        return "event: " + data.getString("type") + "\n" + data(data.encode());
    }
}
