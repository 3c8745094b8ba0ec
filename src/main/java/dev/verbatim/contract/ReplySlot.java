package dev.verbatim.contract;

/**
 * A place that is kept for 5 s.
 *
 * @param owner the instance address that {@link ReplyRequested} or {@link ReleaseSlot} goes to
 */
public record ReplySlot(String owner, long slotId) {}
