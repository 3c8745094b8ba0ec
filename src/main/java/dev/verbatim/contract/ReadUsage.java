package dev.verbatim.contract;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Asks what the answers that ended in a time took. Answered with {@link UsagePage}; fails with {@code bad_frame} for a place that no page
 * gave, {@code too_large} where more answers ended in that time than are summed at once, or {@code storage_unavailable}.
 *
 * @param userId only what this user asked for; null: everybody of the tenant
 * @param to the first instant that no longer counts
 * @param after where the last page ended, {@link UsagePage#next}; null: from the beginning
 * @param limit rows, 1 to 1000
 */
public record ReadUsage(
        String tenant,
        @Nullable String userId,
        Instant from,
        Instant to,
        UsageBy by,
        @Nullable String after,
        int limit) {}
