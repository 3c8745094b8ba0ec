package dev.verbatim.contract;

/**
 * Asks an LLM verticle for room before anything is stored. Answered with {@link ReplySlot}, its own or a sibling's; {@code at_capacity}
 * where there is none.
 */
public record ReserveReply(RoomKey room) {}
