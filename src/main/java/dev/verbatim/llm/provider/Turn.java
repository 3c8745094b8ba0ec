package dev.verbatim.llm.provider;

import dev.verbatim.contract.Role;

/** One thing said in a conversation. */
public record Turn(Role role, String text) {}
