package dev.verbatim.llm;

import dev.verbatim.contract.GrantedClaim;
import dev.verbatim.contract.PendingReply;
import dev.verbatim.contract.ReplyRequested;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A reply that is to be run here.
 *
 * @param granted it was claimed with its message; null: it is to be claimed
 * @param waited it had no place at once, and nobody renewed its lease: what was granted has to be proved
 */
record Wanted(PendingReply reply, @Nullable GrantedClaim granted, boolean waited) {
    static Wanted of(ReplyRequested request) {
        return new Wanted(request.reply(), request.granted(), false);
    }

    /** A promoted or swept one. */
    static Wanted of(PendingReply reply) {
        return new Wanted(reply, null, false);
    }

    Wanted afterAWait() {
        return new Wanted(reply, granted, true);
    }

    UUID replyId() {
        return reply.replyId();
    }
}
