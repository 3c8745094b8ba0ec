package dev.verbatim.contract;

import org.jspecify.annotations.Nullable;

/**
 * Somebody's message was accepted.
 *
 * @param reply the answer that it will get, {@code queued} or {@code pending}; null where none was asked for
 */
public record MessagePosted(
        RoomKey room,
        long rev,
        ChatMessage message,
        @Nullable OpenReply reply) implements MessageFact {}
