package dev.verbatim.demo;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A request that is answered with an error. Stackless: it is the client's doing, and expected. */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why; each wire has its own words for it. */
    enum Kind {
        INVALID(400),
        MISSING_FIELD(400),
        UNKNOWN_MODEL(404),
        UNKNOWN_URL(404),
        WRONG_METHOD(405),
        TOO_LARGE(413),
        INTERNAL(500);

        private final int status;

        Kind(int status) {
            this.status = status;
        }

        /** The HTTP status, the same on both wires. */
        int status() {
            return status;
        }
    }

    private final Kind kind;
    private final @Nullable String field;

    Refusal(Kind kind, String message) {
        this(kind, message, null);
    }

    /** @param field the request's field that is at fault, if it is one */
    Refusal(Kind kind, String message, @Nullable String field) {
        super(message, null, false, false);
        this.kind = kind;
        this.field = field;
    }

    Kind kind() {
        return kind;
    }

    String message() {
        return Objects.requireNonNull(getMessage());
    }

    @Nullable
    String field() {
        return field;
    }
}
