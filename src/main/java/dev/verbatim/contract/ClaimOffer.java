package dev.verbatim.contract;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How the owner of a reserved place would claim the reply. Given to storage with the message, so that the reply is claimed in the commit that
 * makes it and not in one of its own.
 *
 * @param asked the model that it was made for, null: the default one; a reply that is to be answered by another is not claimed by it
 * @param owner the instance address of the LLM verticle
 * @param slotId the place that it keeps
 * @param claimId as in {@link ClaimReply}, with all that follows
 */
public record ClaimOffer(
        @Nullable String asked,
        String owner,
        long slotId,
        UUID claimId,
        String provider,
        String model,
        int maxMessages,
        long maxBytes,
        @Nullable Long inputPricePico,
        @Nullable Long outputPricePico,
        boolean fallback) {

    /** The claim of this reply. */
    public ClaimReply claimOf(RoomKey room, UUID replyId) {
        return new ClaimReply(
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
                fallback);
    }
}
