package dev.verbatim.contract;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Asks that tokens be taken back. Answered with {@link Revocation} once that is durable, the same for asking again; where too many tokens of one user
 * were taken back one by one, all of that user's are. Fails with {@code limit_exceeded} where too much would have to be remembered, or
 * {@code storage_unavailable}.
 *
 * @param tokenId this token alone; null: all of the user's until now
 * @param userId null: known by {@code tokenId} alone
 * @param expiresAt until when that must be remembered: the token's own end, or later
 * @param doneBy who wants it
 */
public record RevokeTokens(
        String tenant, @Nullable String tokenId, @Nullable String userId, Instant expiresAt, String doneBy) {}
