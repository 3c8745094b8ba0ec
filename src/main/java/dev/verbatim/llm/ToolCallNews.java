package dev.verbatim.llm;

import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.PendingReply;
import dev.verbatim.contract.ToolCallDelta;
import dev.verbatim.contract.Topics;
import dev.verbatim.llm.provider.ToolCallPart;

/**
 * Tells everybody on the bus of calls of tools while they come. Viewers are not told: nobody calls tools here. Bounded by what one answer may hold of
 * them. Event loop only.
 */
final class ToolCallNews {
    private ToolCallNews() {}

    /** Says a part of a call of the present attempt. */
    static void tell(MessageBus bus, OwnedReply own, ToolCallPart part) {
        PendingReply reply = own.reply();
        ToolCallDelta delta = new ToolCallDelta(
                reply.room(),
                reply.replyId(),
                own.claim().epoch(),
                own.attempt().number(),
                part.call(),
                part.id(),
                part.name(),
                part.offset(),
                part.arguments());
        bus.publish(Topics.TOOL_CALLS, delta, reply.room());
    }
}
