package dev.verbatim.chat.auth;

import dev.verbatim.contract.Author;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.RoomAction;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Somebody whose token was good.
 *
 * @param scopes what the token may be used for
 * @param rooms the ids of the only rooms that it may be used in; null: any
 */
public record Identity(
        String tenant,
        Author author,
        Set<Scope> scopes,
        @Nullable Set<String> rooms,
        TokenMark token) {
    /** Whether a token could name this as its user. */
    public static boolean isUserId(String text) {
        return Claims.isId(text);
    }

    /** Whether a text is without what no name holds: controls, ends of lines, halves of surrogate pairs. */
    public static boolean isOneLine(String text) {
        return Claims.isOneLine(text);
    }

    /** When the token stops being good, in milliseconds since 1970. */
    public long expiresAtMs() {
        return token.expiresAtMs();
    }

    /** Whether this is the same person, perhaps with a newer token. */
    public boolean isSamePerson(Identity other) {
        return tenant.equals(other.tenant) && author.userId().equals(other.author.userId());
    }

    /** Whether the token may be used for this. */
    public boolean may(Scope scope) {
        return scopes.contains(scope);
    }

    /** Whether the token may be used in this room; a room of which it may not is to its bearer as one that is not there. */
    public boolean mayEnter(String roomId) {
        return rooms == null || rooms.contains(roomId);
    }

    /** Fails with {@code forbidden} where the token may not be used for this; what its bearer may is storage's to say. */
    public void require(RoomAction action) {
        require(Objects.requireNonNull(Scope.ofWire(action.scope())));
    }

    /** Fails with {@code forbidden} where the token may not be used for this. */
    public void require(Scope scope) {
        if (!may(scope)) {
            throw new Failure(FailureCode.FORBIDDEN, "This token has no scope " + scope.wire() + ".");
        }
    }
}
