package dev.verbatim.contract;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message is durable.
 *
 * @param reply as it was made, also where it was claimed with its message; as it is by now where the message was known
 * @param duplicate it was already: nothing new was stored or published
 * @param claimed the offer was taken: storage has told the owner, and the place is used
 */
public record Accepted(
        UUID messageId,
        long seq,
        long rev,
        Instant ts,
        @Nullable OpenReply reply,
        boolean duplicate,
        boolean claimed) {

    /** One whose reply, if it has one, is still to be claimed. */
    public Accepted(UUID messageId, long seq, long rev, Instant ts, @Nullable OpenReply reply, boolean duplicate) {
        this(messageId, seq, rev, ts, reply, duplicate, false);
    }
}
