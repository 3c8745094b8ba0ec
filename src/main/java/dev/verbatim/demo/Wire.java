package dev.verbatim.demo;

import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;

/** One provider's HTTP dialect. Stateless; any thread. */
interface Wire {

    /**
     * Understands a request's body.
     *
     * @throws Refusal for what the real provider refuses, in its words
     */
    ChatRequest read(MultiMap headers, JsonObject body);

    /** One answer in this dialect; it carries a new id. */
    WireReply reply(ChatRequest request, Answer answer);

    /** An error's body. */
    JsonObject error(Refusal refusal, String requestId);

    /** The list of models. */
    JsonObject models();

    /** The response header that carries the request's id. */
    String requestIdHeader();
}
