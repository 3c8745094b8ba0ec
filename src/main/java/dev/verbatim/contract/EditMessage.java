package dev.verbatim.contract;

import java.util.UUID;

/**
 * Gives one's own message another text; the text before is gone. Where the last thing said in the room is the answer to it, that answer
 * is asked for anew. Answered with {@link Accepted}, whose reply is that answer; fails with {@code not_found}, {@code forbidden} (another's
 * message), {@code conflict} (its answer is under way; same clientId, other content), {@code limit_exceeded} or {@code storage_unavailable}.
 *
 * @param clientId unique per message; the same again gives the first answer again
 * @param reply whether the answer may be asked for anew
 */
public record EditMessage(RoomKey room, Author author, UUID messageId, String text, String clientId, boolean reply) {}
