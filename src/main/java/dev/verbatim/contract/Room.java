package dev.verbatim.contract;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A room as somebody sees it.
 *
 * @param seq of its last message; 0: none
 * @param rev of its last change
 * @param createdBy null: the house
 * @param standing of who asked
 * @param readSeq how far who asked has read; null: nobody knows, or it was not read
 */
public record Room(
        RoomKey key,
        RoomDetails details,
        long seq,
        long rev,
        @Nullable String createdBy,
        Instant createdAt,
        Standing standing,
        @Nullable Long readSeq) {}
