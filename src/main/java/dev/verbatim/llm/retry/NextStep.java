package dev.verbatim.llm.retry;

/**
 * What to do after a setback.
 *
 * @param delayMs to wait before it; 0: at once
 */
public record NextStep(Kind kind, long delayMs) {
    /** Which request comes next. */
    public enum Kind {
        /** The same, to the same route. */
        AGAIN,
        /** The same, over a connection that nobody has used. */
        AGAIN_AFRESH,
        /** The same, to the next route. */
        NEXT_ROUTE,
        /** To the same route, with less of the conversation. */
        SMALLER_PROMPT,
        /** To the same route, without the beginning of the answer. */
        FROM_THE_START,
        /** None: the reply ends. */
        GIVE_UP
    }

    /** No other request. */
    public static final NextStep GIVE_UP = at(Kind.GIVE_UP);

    static NextStep at(Kind kind) {
        return new NextStep(kind, 0);
    }
}
