package dev.verbatim.contract;

import java.util.UUID;

/**
 * What a model wrote down of a room's older messages.
 *
 * @param version a room's summaries are numbered upwards; a number is never given twice
 * @param throughSeq the last message that it covers
 * @param throughId that message's id
 * @param tokens of the text, the provider's own count or ours
 */
public record RoomSummary(int version, long throughSeq, UUID throughId, String text, int tokens) {}
