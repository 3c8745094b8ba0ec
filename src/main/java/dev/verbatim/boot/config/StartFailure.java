package dev.verbatim.boot.config;

/** Something that cannot heal by waiting. The message is one line that says what to do, and holds no secret. */
public final class StartFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StartFailure(String message) {
        super(message, null, false, false);
    }
}
