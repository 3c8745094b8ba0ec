package dev.verbatim.storage;

import dev.verbatim.contract.Accepted;
import dev.verbatim.contract.BeginAttempt;
import dev.verbatim.contract.BegunAttempt;
import dev.verbatim.contract.ClaimReply;
import dev.verbatim.contract.EndedReply;
import dev.verbatim.contract.ReplyClaim;
import io.vertx.core.Future;

/** One lane per kind of work, so that no kind waits behind another. */
record Lanes(
        Lane<Proposal, Accepted> accepts,
        Lane<ClaimReply, ReplyClaim> claims,
        Lane<BeginAttempt, BegunAttempt> begins,
        Lane<Ending, EndedReply> ends,
        Singles beats,
        Singles reads) {
    /** The database is back: endings and renewals first. */
    void pump() {
        ends.pump();
        beats.pump();
        claims.pump();
        begins.pump();
        reads.pump();
        accepts.pump();
    }

    Future<Void> close() {
        return Future.join(accepts.close(), claims.close(), begins.close(), ends.close(), beats.close(), reads.close())
                .mapEmpty();
    }
}
