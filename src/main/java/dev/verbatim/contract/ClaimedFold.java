package dev.verbatim.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be folded.
 *
 * @param version the number of the new summary; 0: nothing is to be done now
 * @param former the summary to go on from; null: none
 * @param turns what it is to hold from now on, oldest first
 */
public record ClaimedFold(int version, @Nullable RoomSummary former, List<PromptTurn> turns) {
    /** Nothing is to be done now. */
    public static final ClaimedFold NOTHING = new ClaimedFold(0, null, List.of());

    public ClaimedFold {
        turns = List.copyOf(turns);
    }
}
