package dev.verbatim.chat.session;

import dev.verbatim.chat.auth.Identity;
import dev.verbatim.chat.auth.Tokens;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * One session's token on its way to an identity. Mostly that is known at once; where a key must be fetched first, what the client says
 * meanwhile waits, so that it is done in the client's order; only so much waits.
 */
final class Arrival {
    private static final int MAX_WAITING = 8;

    private final Tokens tokens;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean underway;

    Arrival(Tokens tokens) {
        this.tokens = tokens;
    }

    /** Has a token looked at; what waited is done after the outcome. */
    void bring(String token, String address, Consumer<Identity> admit, Consumer<Throwable> turnAway) {
        underway = true;
        tokens.verify(token, address)
                .onComplete(
                        identity -> arrived(() -> admit.accept(identity)),
                        cause -> arrived(() -> turnAway.accept(cause)));
    }

    /** Whether a token is being looked at. */
    boolean isUnderway() {
        return underway;
    }

    /** Does something once the token was looked at; fails where too much waits already. */
    void afterwards(Runnable frame) {
        if (waiting.size() >= MAX_WAITING) {
            throw new Failure(FailureCode.RATE_LIMITED, "Too many frames wait for a token.");
        }
        waiting.add(frame);
    }

    private void arrived(Runnable outcome) {
        underway = false;
        outcome.run();
        while (!underway && !waiting.isEmpty()) {
            waiting.remove().run();
        }
    }
}
