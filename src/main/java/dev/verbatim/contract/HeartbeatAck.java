package dev.verbatim.contract;

import java.util.List;
import java.util.UUID;

/**
 * The answer to a {@link Heartbeat}.
 *
 * @param lost replies that a higher epoch owns or has ended: cancel, publish nothing
 * @param stops replies that a person asked to stop
 * @param claimable pending for longer than they should, or with a lease that ran out
 * @param skipped replies whose row somebody held: still the owner's, but neither renewed nor appended to; the next beat has to say the
 *     same again
 */
public record HeartbeatAck(
        List<UUID> lost, List<StopRequest> stops, List<PendingReply> claimable, List<UUID> skipped) {}
