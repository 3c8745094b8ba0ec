package dev.verbatim.contract;

/**
 * Every way in which Verbatim says no, closed: clients and consumers may switch over it. One translator per edge maps to
 * it (provider, SQLSTATE) and one from it (frames, HTTP).
 */
public enum FailureCode implements WireName {
    BAD_FRAME(1, false),
    UNKNOWN_EVENT(2, false),
    UNAUTHENTICATED(3, false),
    FORBIDDEN(4, false),
    NOT_FOUND(5, false),
    CONFLICT(6, false),
    TOO_LARGE(7, false),
    RATE_LIMITED(8, true),
    LIMIT_EXCEEDED(9, false),
    AT_CAPACITY(10, true),
    STORAGE_UNAVAILABLE(11, true),
    /** Connection refused, 5xx, overloaded, breaker open. */
    PROVIDER_UNAVAILABLE(12, true),
    PROVIDER_RATE_LIMITED(13, true),
    PROVIDER_QUOTA(14, false),
    PROVIDER_AUTH(15, false),
    CONTEXT_TOO_LONG(16, false),
    CONTENT_FILTERED(17, false),
    /** Any other 4xx of a provider. */
    INVALID_REQUEST(18, false),
    /** Not an event stream, or one that makes no sense. */
    BAD_RESPONSE(19, true),
    TIMEOUT(20, true),
    STREAM_CUT(21, true),
    INTERNAL(22, false);

    private final int number;
    private final boolean mayRetry;

    FailureCode(int number, boolean mayRetry) {
        this.number = number;
        this.mayRetry = mayRetry;
    }

    /** The code as the event bus carries it; numbers are never reused. */
    public int number() {
        return number;
    }

    /** Whether the same request may succeed later without being changed. */
    public boolean mayRetry() {
        return mayRetry;
    }

    /** The code of a wire name; {@link #INTERNAL} for one that this version does not know. */
    public static FailureCode ofWire(String wire) {
        for (FailureCode code : values()) {
            if (code.wire().equals(wire)) {
                return code;
            }
        }
        return INTERNAL;
    }

    /** The code of a number; {@link #INTERNAL} for one that this version does not know. */
    public static FailureCode ofNumber(int number) {
        for (FailureCode code : values()) {
            if (code.number == number) {
                return code;
            }
        }
        return INTERNAL;
    }
}
