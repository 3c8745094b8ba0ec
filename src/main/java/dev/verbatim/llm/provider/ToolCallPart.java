package dev.verbatim.llm.provider;

/**
 * What one read of the socket added to a call of a tool.
 *
 * @param call which of the answer's calls, from 0, in the order in which they were named
 * @param id the provider's id of the call; empty while it gave none
 * @param offset UTF-16 code units of the arguments that stand before this; what was heard beyond them is void
 * @param arguments may be empty, never ends inside a surrogate pair, holds no lone surrogate
 */
public record ToolCallPart(int call, String id, String name, int offset, String arguments) {}
