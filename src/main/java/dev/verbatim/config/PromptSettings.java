package dev.verbatim.config;

import java.util.List;

/**
 * How rooms that want it have their older messages summarised.
 *
 * @param summaryModels who does it, the first that can; empty: who answers in the room
 * @param foldPercent of the window: more than that after the last summary, in tokens or messages, is enough for the next
 * @param keepPercent of the window: the newest messages that are not folded
 * @param summaryTokens of a summary
 * @param foldMs how long one may take
 * @param foldRestMs how long none is tried after one that failed; doubled with each that follows
 */
public record PromptSettings(
        List<String> summaryModels, int foldPercent, int keepPercent, int summaryTokens, long foldMs, long foldRestMs) {
    /** As {@code conf/verbatim.yaml} has it. */
    public static final PromptSettings DEFAULT = new PromptSettings(List.of(), 75, 40, 600, 120_000, 60_000);

    public PromptSettings {
        summaryModels = List.copyOf(summaryModels);
    }
}
