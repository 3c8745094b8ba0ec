package dev.verbatim.llm.sse;

/** Takes the events of one stream, in order. */
@FunctionalInterface
public interface SseListener {
    /**
     * One event. The bytes are lent: they may be overwritten after the return.
     *
     * @param name the {@code event:} field, {@code message} where there is none
     * @param bytes holds the data, UTF-8, lines joined by LF
     * @param offset where the data starts
     * @param length how long it is, may be 0
     */
    void onEvent(String name, byte[] bytes, int offset, int length);
}
