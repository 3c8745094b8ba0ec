package dev.verbatim.contract;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that were taken back.
 *
 * @param id grows with each; one may become known after a later one
 * @param tokenId this token alone; null: every token of the user that was issued until {@code revokedAt}, or does not say when
 * @param userId whose; {@code sha256:} and the hash of the id (hex, of UTF-8) where the account was erased; null: known by {@code tokenId} alone
 * @param expiresAt until when that is remembered
 */
public record Revocation(
        long id,
        String tenant,
        @Nullable String tokenId,
        @Nullable String userId,
        Instant revokedAt,
        Instant expiresAt) {}
