package dev.verbatim.contract;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message is durable.
 *
 * @param duplicate it was already: nothing new was stored or published
 */
public record Accepted(
        UUID messageId,
        long seq,
        long rev,
        Instant ts,
        @Nullable OpenReply reply,
        boolean duplicate) {}
