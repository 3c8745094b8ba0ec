package dev.verbatim.contract;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Asks for another answer to the same question; the answer that was is a tombstone from then on. It must be the last thing said in the room.
 * Answered with {@link Accepted}: the question, and the answer that is awaited; fails with {@code not_found}, {@code forbidden} (an
 * answer to another's question), {@code conflict} (something was said since, or an answer is under way), {@code limit_exceeded} or
 * {@code storage_unavailable}.
 *
 * @param messageId of the answer
 * @param clientId unique per answer; the same again gives the first answer again
 * @param model null: the room's, else the default
 */
public record Regenerate(
        RoomKey room,
        Author author,
        UUID messageId,
        String clientId,
        @Nullable String model) {}
