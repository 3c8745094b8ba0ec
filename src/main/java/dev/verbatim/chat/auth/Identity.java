package dev.verbatim.chat.auth;

import dev.verbatim.contract.Author;

/**
 * Somebody whose token was good.
 *
 * @param expiresAtMs when it stops being good, in milliseconds since 1970
 */
public record Identity(String tenant, Author author, long expiresAtMs) {
    /** Whether this is the same person, perhaps with a newer token. */
    public boolean isSamePerson(Identity other) {
        return tenant.equals(other.tenant) && author.userId().equals(other.author.userId());
    }
}
