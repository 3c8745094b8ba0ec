package dev.verbatim.contract;

import java.util.List;

/** Ended messages by seq, and whether there are older ones. */
public record HistoryPage(List<ChatMessage> messages, boolean more) {}
