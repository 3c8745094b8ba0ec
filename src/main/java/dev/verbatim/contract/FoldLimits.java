package dev.verbatim.contract;

/**
 * When a room's older messages are folded into its summary, and how many.
 *
 * @param afterTokens of what came after the newest summary; more than that, or than the next, is enough to begin
 * @param afterMessages of the same
 * @param keepTokens of the newest messages, which stay as they are
 * @param keepMessages of the same
 * @param maxBytes of text in UTF-8 at once; one message comes even if it alone is over it
 */
public record FoldLimits(int afterTokens, int afterMessages, int keepTokens, int keepMessages, long maxBytes) {}
