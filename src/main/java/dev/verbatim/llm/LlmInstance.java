package dev.verbatim.llm;

/** The parts of one running instance. */
record LlmInstance(RunningReplies replies, LeaseKeeper keeper, Drain drain) {}
