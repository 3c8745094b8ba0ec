package dev.verbatim.contract;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An LLM verticle asks to own a pending reply, or one whose lease has run out. Writes epoch, owner, lease and the attempt's row before
 * any request goes out. Answered with {@link ReplyClaim}; {@code conflict} where somebody else owns it or it has ended.
 *
 * @param claimId the same again gives the same epoch and attempt again
 * @param owner the instance address of the LLM verticle
 * @param maxMessages limit of the prompt tail
 * @param maxBytes limit of the prompt tail's text in UTF-8; the newest message comes even if it alone is over it
 * @param inputPricePico of one token in 10⁻¹² USD; null: not known. With the next one it prices the attempt should its owner be lost
 * @param outputPricePico of one token in 10⁻¹² USD; null: not known
 * @param fallback whether somebody else than the first choice is asked
 */
public record ClaimReply(
        RoomKey room,
        UUID replyId,
        UUID claimId,
        String owner,
        String provider,
        String model,
        int maxMessages,
        long maxBytes,
        @Nullable Long inputPricePico,
        @Nullable Long outputPricePico,
        boolean fallback) {

    /** A claim that asks the first choice. */
    public ClaimReply(
            RoomKey room,
            UUID replyId,
            UUID claimId,
            String owner,
            String provider,
            String model,
            int maxMessages,
            long maxBytes,
            @Nullable Long inputPricePico,
            @Nullable Long outputPricePico) {
        this(
                room,
                replyId,
                claimId,
                owner,
                provider,
                model,
                maxMessages,
                maxBytes,
                inputPricePico,
                outputPricePico,
                false);
    }
}
