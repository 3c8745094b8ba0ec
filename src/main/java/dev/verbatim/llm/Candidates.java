package dev.verbatim.llm;

import dev.verbatim.contract.FailureCode;
import dev.verbatim.llm.provider.Route;
import dev.verbatim.llm.retry.Course;
import dev.verbatim.llm.retry.NextStep;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Who may answer one reply, who is asked now, and what was tried: it keeps the count, {@link dev.verbatim.llm.retry} decides. */
final class Candidates {
    private static final Set<FailureCode> OF_A_KEY =
            EnumSet.of(FailureCode.PROVIDER_AUTH, FailureCode.PROVIDER_QUOTA, FailureCode.PROVIDER_RATE_LIMITED);

    private final List<Route> routes;
    private int index;
    private int next;
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

    /** Whether the next request is to go over a connection that nobody has used. */
    boolean isAfresh() {
        return afresh;
    }

    /** Whether the next request may carry the beginning of the answer. */
    boolean mayContinue() {
        return !continuationRefused && current().limits().continues();
    }

    /**
     * What was tried so far.
     *
     * @param code what the present route failed with: what speaks against its host, or its full queue, speaks against its
     *     other keys too
     */
    Course course(FailureCode code, boolean continuing) {
        next = index + 1;
        while (!OF_A_KEY.contains(code) && next < routes.size() && isBeside(routes.get(next), routes.get(index))) {
            next++;
        }
        return new Course(attempts, here, next < routes.size(), afreshHere, narrowed, continuing);
    }

    private static boolean isBeside(Route route, Route other) {
        return route.providerName().equals(other.providerName())
                && route.model().equals(other.model());
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
            index = next;
            here = 1;
            afreshHere = false;
        }
    }
}
