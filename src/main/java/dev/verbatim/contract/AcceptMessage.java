package dev.verbatim.contract;

import org.jspecify.annotations.Nullable;

/**
 * Asks storage to commit a user's message and, if wanted, the row of its answer. Answered with {@link Accepted} after the commit;
 * fails with {@code not_found}, {@code forbidden}, {@code conflict} (same clientId, other content) or {@code storage_unavailable}.
 *
 * @param clientId unique per room and user; the same again gives the first answer again
 * @param model null: the room's, else the default
 * @param reply whether a model shall answer
 * @param offer how the reply is to be claimed if it need not wait; null: whoever is asked for it claims it
 */
public record AcceptMessage(
        RoomKey room,
        Author author,
        String text,
        String clientId,
        @Nullable String model,
        boolean reply,
        @Nullable ClaimOffer offer) {

    /** A message whose reply nobody offers to claim yet. */
    public AcceptMessage(
            RoomKey room, Author author, String text, String clientId, @Nullable String model, boolean reply) {
        this(room, author, text, clientId, model, reply, null);
    }

    /** The same with this offer. */
    public AcceptMessage with(@Nullable ClaimOffer claim) {
        return new AcceptMessage(room, author, text, clientId, model, reply, claim);
    }
}
