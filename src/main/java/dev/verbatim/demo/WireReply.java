package dev.verbatim.demo;

import io.vertx.core.json.JsonObject;

/** One answer's frames in one dialect: either whole, or an opening, its tokens and a closing as server-sent events. */
interface WireReply {

    /** The body of an answer that is not streamed. */
    JsonObject whole();

    /** All events before the first token. */
    String opening();

    /** The event of one token. */
    String token(String token);

    /** All events after the last token, with the end marker. */
    String closing();
}
