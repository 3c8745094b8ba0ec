package dev.verbatim.contract;

import java.util.UUID;

/**
 * A reply and who runs it.
 *
 * @param owner the address of an LLM verticle
 */
public record RunningReply(UUID replyId, String owner) {}
