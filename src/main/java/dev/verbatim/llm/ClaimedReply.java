package dev.verbatim.llm;

import dev.verbatim.contract.ReplyClaim;

/** A reply that this instance owns, and who is to answer it. */
record ClaimedReply(ReplyClaim claim, ModelChoice choice) {}
