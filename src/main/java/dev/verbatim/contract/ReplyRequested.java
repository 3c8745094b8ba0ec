package dev.verbatim.contract;

/** Tells the reserved owner to claim and run a reply. Not answered: if it is lost, a sweep finds the reply. */
public record ReplyRequested(PendingReply reply, long slotId) {}
