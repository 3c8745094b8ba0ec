package dev.verbatim.llm;

import dev.verbatim.contract.AttemptResult;
import dev.verbatim.contract.EndReply;
import dev.verbatim.contract.EndedReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line in the log per reply that ended, without a word of it. */
final class FinishedReplies {
    private static final Logger LOG = LoggerFactory.getLogger(FinishedReplies.class);

    private FinishedReplies() {}

    /** Says how the reply ended, or that another owner has it. */
    static void log(String provider, String model, EndReply ending, EndedReply accepted) {
        if (accepted.fenced()) {
            LOG.info("reply fenced room={} reply={} epoch={}", ending.room(), ending.replyId(), ending.epoch());
            return;
        }
        AttemptResult result = ending.result();
        LOG.info(
                "reply finished room={} reply={} status={}{} provider={} model={} tokensIn={} tokensOut={} tokensFrom={}"
                        + " {} firstTokenMs={} durationMs={} attempt={}",
                ending.room(),
                ending.replyId(),
                ending.status().wire(),
                result.error() == null ? "" : " error=" + result.error().wire(),
                provider,
                model,
                result.usage().inputTokens(),
                result.usage().outputTokens(),
                result.usage().source().wire(),
                result.costPico() == null ? "cost=unknown" : "costPico=" + result.costPico(),
                result.firstTokenMs() == null ? "none" : result.firstTokenMs(),
                result.durationMs(),
                ending.last() == null ? ending.attempt() : ending.last().attempt());
    }
}
