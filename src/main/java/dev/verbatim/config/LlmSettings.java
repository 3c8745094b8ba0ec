package dev.verbatim.config;

/**
 * The LLM verticles and the life of a reply.
 *
 * @param instances verticles per node
 * @param maxReplies running replies and reserved slots per instance
 * @param slotMs how long a reserved slot is kept
 * @param leaseMs how long an owner may be silent before its replies may be taken over
 * @param heartbeatMs how often leases are renewed and checkpoints written
 * @param sweepMs how often work that nobody does is looked for
 * @param endingsBytes text of endings that may wait for the database, per instance; beyond it no new reply starts
 * @param maxAnswerChars longest answer that is kept, in UTF-16 code units
 * @param providers what each provider may take of us
 */
public record LlmSettings(
        int instances,
        int maxReplies,
        long slotMs,
        long leaseMs,
        long heartbeatMs,
        long sweepMs,
        long endingsBytes,
        int maxAnswerChars,
        ProviderLimits providers) {}
