package dev.verbatim.llm.provider.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;

/** Hears how an exchange goes, on its context; nothing after it was closed. */
interface ExchangeListener {
    /** Status and headers, before any byte of the body. */
    void onHead(HttpClientResponse head);

    void onBody(Buffer bytes);

    /** The response ended as HTTP says it should. */
    void onBodyEnd();

    /** No connection, or the response broke off; before the head or after it. */
    void onFailure(Throwable cause);
}
