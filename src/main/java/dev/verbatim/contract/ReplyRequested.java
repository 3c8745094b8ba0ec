package dev.verbatim.contract;

import org.jspecify.annotations.Nullable;

/**
 * Tells the reserved owner to run a reply. Not answered: if it is lost, a sweep finds the reply. Storage says it of a reply that was claimed
 * with its message, before it says anything to anybody else; chat of one that is still to be claimed.
 *
 * @param granted null: it is to be claimed first
 */
public record ReplyRequested(
        PendingReply reply, long slotId, @Nullable GrantedClaim granted) {
    /** One that is to be claimed first. */
    public ReplyRequested(PendingReply reply, long slotId) {
        this(reply, slotId, null);
    }
}
