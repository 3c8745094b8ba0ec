package dev.verbatim.contract;

/**
 * An expected failure: it has a code, a message for people, and no stack trace. The message never holds a secret or a
 * word of a conversation.
 */
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final FailureCode code;
    private final long retryAfterMs;

    /** A failure that says nothing about when to try again. */
    public Failure(FailureCode code, String message) {
        this(code, message, 0);
    }

    /**
     * A failure that may pass.
     *
     * @param retryAfterMs when to try again, in milliseconds; 0: not known
     */
    public Failure(FailureCode code, String message, long retryAfterMs) {
        super(message, null, false, false);
        this.code = code;
        this.retryAfterMs = retryAfterMs;
    }

    /** The failure itself, or {@link FailureCode#INTERNAL} for one that nobody expected; its message is not passed on. */
    public static Failure of(Throwable cause) {
        return cause instanceof Failure failure
                ? failure
                : new Failure(FailureCode.INTERNAL, "An unexpected error; the server's log has the details.");
    }

    public FailureCode code() {
        return code;
    }

    /** Milliseconds; 0: not known. */
    public long retryAfterMs() {
        return retryAfterMs;
    }

    /** The text for people; never null. */
    public String text() {
        String message = getMessage();
        return message == null ? code.wire() : message;
    }
}
