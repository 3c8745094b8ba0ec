package dev.verbatim.contract;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The owner's attempt came to nothing and it wants another one, within its epoch. One transaction closes the former attempt's row, writes
 * the next one's and takes a rev, before any request goes out; then {@link ReplyStarted} says it to everybody. Answered with
 * {@link BegunAttempt}; {@code conflict} where a higher epoch owns the reply or it has ended. During an outage of the database it is
 * refused, and the reply ends with what it has.
 *
 * @param beginId the same again gives the same attempt again
 * @param former the attempt that is over
 * @param result how it went
 * @param offset UTF-16 code units of the former text that stand: the next request carries them
 * @param fallback whether the route is not the one that was wanted first
 * @param inputPricePico of one token in 10⁻¹² USD; null: not known, as in {@link ClaimReply}
 * @param outputPricePico of one token in 10⁻¹² USD; null: not known
 */
public record BeginAttempt(
        RoomKey room,
        UUID replyId,
        UUID beginId,
        long epoch,
        int former,
        AttemptResult result,
        String provider,
        String model,
        int offset,
        boolean fallback,
        @Nullable Long inputPricePico,
        @Nullable Long outputPricePico) {}
