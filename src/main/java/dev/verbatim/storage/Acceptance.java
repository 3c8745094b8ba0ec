package dev.verbatim.storage;

import dev.verbatim.contract.Accepted;
import dev.verbatim.contract.ReplyRequested;
import org.jspecify.annotations.Nullable;

/**
 * A message is durable.
 *
 * @param handover what the owner is to be told whose offer was taken; null: none was
 */
record Acceptance(Accepted accepted, @Nullable ReplyRequested handover) {}
