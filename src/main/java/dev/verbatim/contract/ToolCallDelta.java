package dev.verbatim.contract;

import java.util.UUID;

/**
 * What one read of the provider's socket added to a call of a tool; nobody calls it here. Said while the answer comes and not kept: the bus may lose
 * it, an attempt of a higher number begins anew, and the whole calls are in {@link UsageRecorded} and {@link ReplyEnded}.
 *
 * @param call which of the attempt's calls, from 0; the place that it has in their list at the end
 * @param id the provider's id of the call; empty while it gave none
 * @param offset UTF-16 code units of the arguments that stand before this; what is known beyond them is void, what is not known yet was lost
 * @param arguments more of them; empty where only the call itself is said, or where less of them stands than was said
 */
public record ToolCallDelta(
        RoomKey room,
        UUID replyId,
        long epoch,
        int attempt,
        int call,
        String id,
        String name,
        int offset,
        String arguments) {}
