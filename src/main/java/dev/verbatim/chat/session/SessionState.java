package dev.verbatim.chat.session;

import dev.verbatim.chat.auth.Identity;
import org.jspecify.annotations.Nullable;

/**
 * The life of a session.
 *
 * <pre>
 *   Connected --good token--> Authenticated --expiry, token taken back--> Closed
 *       |                          |`--logout--> Leaving --token taken back--> Closed
 *       |                          `--newer token of the same person--> Authenticated
 *       `--bad token, any other frame, no frame in time--> Closed
 * </pre>
 *
 * From every state: closed by the client, too slow, flood, drain.
 */
sealed interface SessionState {
    /** Who is here; null: nobody, or nobody any more. */
    default @Nullable Identity identity() {
        return null;
    }

    /** Whether nothing is done any more for whoever was here. */
    default boolean isOver() {
        return this instanceof Leaving || this instanceof Closed;
    }

    /**
     * Nobody yet.
     *
     * @param deadlineMs when a token must be there, on the monotonic clock
     */
    record Connected(long deadlineMs) implements SessionState {}

    /** Somebody, until their token expires. */
    record Authenticated(Identity identity) implements SessionState {}

    /** Wants to leave, and waits for that to be durable: nothing comes in any more, and no room is followed. */
    record Leaving() implements SessionState {}

    /**
     * Over: nothing comes in or goes out any more.
     *
     * @param abortAtMs when the transport is ended if it is still there, on the monotonic clock
     */
    record Closed(long abortAtMs) implements SessionState {}
}
