package dev.verbatim.boot.config;

import java.util.List;
import java.util.stream.Collectors;

/** Something that cannot heal by waiting. The message says what to do, in one line for each mistake, and holds no secret. */
public final class StartFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> mistakes;

    public StartFailure(String message) {
        this(message, List.of());
    }

    private StartFailure(String message, List<String> mistakes) {
        super(message, null, false, false);
        this.mistakes = List.copyOf(mistakes);
    }

    /** All mistakes at once: one in one line, several below each other. */
    static StartFailure listing(String where, List<String> mistakes) {
        String message = mistakes.size() == 1
                ? where + ": " + mistakes.get(0)
                : where + ", " + mistakes.size() + " mistakes:\n  " + String.join("\n  ", mistakes);
        return new StartFailure(message, mistakes);
    }

    /** Several as one. */
    public static StartFailure all(List<StartFailure> failures) {
        return new StartFailure(
                failures.stream().map(StartFailure::getMessage).collect(Collectors.joining("\n")),
                failures.stream().flatMap(failure -> failure.mistakes.stream()).toList());
    }

    /** What is wrong with settings or catalogue, one line each; empty where the failure is of another kind. */
    public List<String> mistakes() {
        return mistakes;
    }
}
