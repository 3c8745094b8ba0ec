package dev.verbatim.consumer;

import dev.verbatim.contract.MessageFact;
import dev.verbatim.contract.ReplyEnded;
import dev.verbatim.contract.ReplyFact;
import dev.verbatim.contract.Usage;
import dev.verbatim.contract.UsageRecorded;
import java.util.HashSet;
import java.util.Set;

/**
 * What one room's facts add up to. A fact may come twice: revisions count messages once, attempts count usage once. What the bus loses is missing
 * here; who must not miss anything reads Postgres. One thread.
 */
final class RoomCount {
    private final Set<Long> revs = new HashSet<>();
    private final Set<String> attempts = new HashSet<>();
    private long messages;
    private long inputTokens;
    private long outputTokens;

    void message(MessageFact fact) {
        count(fact.rev());
    }

    void reply(ReplyFact fact) {
        if (fact instanceof ReplyEnded) {
            count(fact.rev());
        }
    }

    private void count(long rev) {
        messages += revs.add(rev) ? 1 : 0;
    }

    void usage(UsageRecorded fact) {
        if (attempts.add(fact.replyId() + " " + fact.attempt())) {
            Usage usage = fact.result().usage();
            inputTokens += usage.inputTokens();
            outputTokens += usage.outputTokens();
        }
    }

    @Override
    public String toString() {
        return "messages=" + messages + " inputTokens=" + inputTokens + " outputTokens=" + outputTokens;
    }
}
