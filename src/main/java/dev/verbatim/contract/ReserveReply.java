package dev.verbatim.contract;

import org.jspecify.annotations.Nullable;

/**
 * Asks an LLM verticle for room before anything is stored. Answered with {@link ReplySlot}, its own or a sibling's; {@code at_capacity}
 * where there is none.
 *
 * @param model what the message asks for; null: it leaves that to the room
 */
public record ReserveReply(RoomKey room, @Nullable String model) {}
