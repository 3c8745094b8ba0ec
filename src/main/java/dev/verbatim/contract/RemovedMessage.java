package dev.verbatim.contract;

import java.util.UUID;

/** A message is a tombstone. */
public record RemovedMessage(UUID messageId) {}
