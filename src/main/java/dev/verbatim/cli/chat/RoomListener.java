package dev.verbatim.cli.chat;

import io.vertx.core.json.JsonObject;

/** What happens in a room, for whoever shows it. Text is as it came. */
interface RoomListener {
    /** Somebody said something. */
    void said(JsonObject message);

    /** An answer begins, or goes on from what is known of it; its text so far follows as a piece. */
    void answerBegins(String messageId, String model);

    /** More of an answer. */
    void answerGrows(String messageId, String piece);

    /** An answer is begun anew: so much of its text still stands, what was shown beyond it does not. */
    void answerAnew(String messageId, String standing);

    /**
     * An answer has ended.
     *
     * @param end the frame's or the message's data: {@code status}, {@code reason}, {@code usage}, {@code cost}, {@code error}
     */
    void answerEnds(String messageId, String text, JsonObject end);
}
