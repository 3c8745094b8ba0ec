package dev.verbatim.contract;

import org.jspecify.annotations.Nullable;

/**
 * A place that is kept for 5 s.
 *
 * @param owner the instance address that {@link ReplyRequested} or {@link ReleaseSlot} goes to
 * @param offer how the reply would be claimed, to be handed to storage with the message; null: it is claimed when it is asked for
 */
public record ReplySlot(String owner, long slotId, @Nullable ClaimOffer offer) {}
