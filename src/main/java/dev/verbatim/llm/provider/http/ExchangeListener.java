package dev.verbatim.llm.provider.http;

import io.vertx.core.http.HttpClientResponse;

/** Hears how an exchange goes, on its context; nothing after it was closed. */
interface ExchangeListener {
    /** Status and headers, before any byte of the body. */
    void onHead(HttpClientResponse head);

    /** A piece of the body; the bytes are good during this call. */
    void onBody(byte[] bytes, int offset, int length);

    /** What there was to read at this moment has been told. */
    void onRead();

    /** The response ended as HTTP says it should. */
    void onBodyEnd();

    /** No connection, or the response broke off; before the head or after it. */
    void onFailure(Throwable cause);
}
