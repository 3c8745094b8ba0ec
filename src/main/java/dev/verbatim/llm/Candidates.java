package dev.verbatim.llm;

import dev.verbatim.llm.provider.Route;
import dev.verbatim.llm.retry.Course;
import dev.verbatim.llm.retry.NextStep;
import java.util.List;

/** Who may answer one reply, who is asked now, and what was tried: it keeps the count, {@link dev.verbatim.llm.retry} decides. */
final class Candidates {
    private final List<Route> routes;
    private int index;
    private int attempts = 1;
    private int here = 1;
    private boolean afresh;
    private boolean afreshHere;
    private boolean narrowed;
    private boolean continuationRefused;

    /**
     * The first one is asked.
     *
     * @param routes in the order in which they are tried; empty: nobody can be asked
     */
    Candidates(List<Route> routes) {
        this.routes = routes;
    }

    /** Who is asked now; there must be somebody. */
    Route current() {
        return routes.get(index);
    }

    /** Whether somebody else than the first choice is asked now. */
    boolean isFallback() {
        return index > 0;
    }

    /** Whether the next request is to go over a connection that nobody has used. */
    boolean isAfresh() {
        return afresh;
    }

    /** Whether the next request may carry the beginning of the answer. */
    boolean mayContinue() {
        return !continuationRefused && current().limits().continues();
    }

    /** What was tried so far. */
    Course course(boolean continuing) {
        return new Course(attempts, here, index + 1 < routes.size(), afreshHere, narrowed, continuing);
    }

    /** Another request is made. */
    void take(NextStep.Kind step) {
        attempts++;
        here++;
        afresh = step == NextStep.Kind.AGAIN_AFRESH;
        afreshHere |= afresh;
        narrowed |= step == NextStep.Kind.SMALLER_PROMPT;
        continuationRefused |= step == NextStep.Kind.FROM_THE_START;
        if (step == NextStep.Kind.NEXT_ROUTE) {
            index++;
            here = 1;
            afreshHere = false;
        }
    }
}
