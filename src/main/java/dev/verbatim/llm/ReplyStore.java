package dev.verbatim.llm;

import dev.verbatim.contract.BeginAttempt;
import dev.verbatim.contract.BegunAttempt;
import dev.verbatim.contract.ClaimFold;
import dev.verbatim.contract.ClaimReply;
import dev.verbatim.contract.ClaimedFold;
import dev.verbatim.contract.EndFold;
import dev.verbatim.contract.EndReply;
import dev.verbatim.contract.EndedFold;
import dev.verbatim.contract.EndedReply;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.Heartbeat;
import dev.verbatim.contract.HeartbeatAck;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.RecordContext;
import dev.verbatim.contract.RecordedContext;
import dev.verbatim.contract.ReplyClaim;
import dev.verbatim.contract.Topics;
import io.vertx.core.Future;

/**
 * What an owner asks of storage. Claims, records and ends may be repeated as they are; a question without an answer counts as
 * {@code storage_unavailable} after one lease.
 */
final class ReplyStore {
    private final MessageBus bus;
    private final long leaseMs;

    ReplyStore(MessageBus bus, long leaseMs) {
        this.bus = bus;
        this.leaseMs = leaseMs;
    }

    Future<ReplyClaim> claim(ClaimReply question) {
        return bus.request(Topics.CLAIM.of(question.room()), question, leaseMs);
    }

    /** Not to be repeated: without an answer there is no other attempt. */
    Future<BegunAttempt> begin(BeginAttempt question) {
        return bus.request(Topics.BEGIN.of(question.room()), question, leaseMs);
    }

    Future<RecordedContext> record(RecordContext question) {
        return bus.request(Topics.RECORD_CONTEXT.of(question.room()), question, leaseMs);
    }

    Future<ClaimedFold> claimFold(ClaimFold question) {
        return bus.request(Topics.CLAIM_FOLD.of(question.room()), question, leaseMs);
    }

    Future<EndedFold> endFold(EndFold ending) {
        return bus.request(Topics.END_FOLD.of(ending.room()), ending, leaseMs);
    }

    Future<EndedReply> end(EndReply ending) {
        return bus.request(Topics.END.of(ending.room()), ending, leaseMs);
    }

    /** Waits half a lease only, so that a beat that was lost does not cost the lease. */
    Future<HeartbeatAck> beat(Heartbeat beat) {
        return bus.request(Topics.HEARTBEAT, beat, leaseMs / 2);
    }

    /** Whether the same question may be answered later. */
    static boolean mayPass(Throwable cause) {
        FailureCode code = Failure.of(cause).code();
        return code == FailureCode.STORAGE_UNAVAILABLE
                || code == FailureCode.TIMEOUT
                || code == FailureCode.AT_CAPACITY;
    }
}
