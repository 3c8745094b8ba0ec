package dev.verbatim.llm;

/** Counts the tokens of a text, roughly as a model would. Any thread but an event loop; may load its vocabulary on the first call. */
@FunctionalInterface
public interface TokenCounter {
    /** Tokens; 0 for an empty text, never more than its UTF-8 bytes. */
    int count(String text);
}
