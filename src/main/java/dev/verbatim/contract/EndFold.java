package dev.verbatim.contract;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A fold is over. Answered with {@link EndedFold}; the same again changes nothing.
 *
 * @param text the new summary; null: there is none
 * @param tokens of the text
 */
public record EndFold(
        RoomKey room,
        UUID foldId,
        int version,
        String provider,
        String model,
        AttemptResult result,
        @Nullable String text,
        int tokens) {}
