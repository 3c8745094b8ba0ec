package dev.verbatim.contract;

import java.util.UUID;

/** What our tokenizer counted for a message that had no count, to be stored with it. */
public record TokenCount(UUID messageId, int tokens) {}
