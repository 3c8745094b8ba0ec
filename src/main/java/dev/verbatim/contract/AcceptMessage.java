package dev.verbatim.contract;

import org.jspecify.annotations.Nullable;

/**
 * Asks storage to commit a user's message and, if wanted, the row of its answer. Answered with {@link Accepted} after the commit;
 * fails with {@code not_found}, {@code forbidden}, {@code conflict} (same clientId, other content) or {@code storage_unavailable}.
 *
 * @param clientId unique per room and user; the same again gives the first answer again
 * @param model null: the room's, else the default
 * @param reply whether a model shall answer
 */
public record AcceptMessage(
        RoomKey room,
        Author author,
        String text,
        String clientId,
        @Nullable String model,
        boolean reply) {}
