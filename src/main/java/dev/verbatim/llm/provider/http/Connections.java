package dev.verbatim.llm.provider.http;

/** Over which connections a request may go. */
enum Connections {
    /** One that is kept open, if there is one. */
    KEPT,
    /** A new one, closed after it. */
    FRESH
}
