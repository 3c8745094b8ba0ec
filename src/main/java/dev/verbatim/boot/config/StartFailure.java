package dev.verbatim.boot.config;

import java.util.List;

/** Something that cannot heal by waiting. The message says what to do, in one line for each mistake, and holds no secret. */
public final class StartFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StartFailure(String message) {
        super(message, null, false, false);
    }

    /** All mistakes at once: one in one line, several below each other. */
    static StartFailure listing(String where, List<String> mistakes) {
        return mistakes.size() == 1
                ? new StartFailure(where + ": " + mistakes.get(0))
                : new StartFailure(where + ", " + mistakes.size() + " mistakes:\n  " + String.join("\n  ", mistakes));
    }
}
