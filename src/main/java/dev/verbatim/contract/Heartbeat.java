package dev.verbatim.contract;

import java.util.List;

/**
 * What each LLM verticle says to storage on every beat, also when it owns nothing: renews leases, appends checkpoints and asks for
 * work that nobody does. Answered with {@link HeartbeatAck}.
 *
 * @param owner its instance address
 * @param held the replies that it runs
 * @param claimLimit how many more it could take now; 0: none
 * @param mayTakeOver its own beats have succeeded for one full lease, so that an expired lease of another means something
 */
public record Heartbeat(String owner, List<HeldReply> held, int claimLimit, boolean mayTakeOver) {}
