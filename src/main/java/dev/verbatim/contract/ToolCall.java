package dev.verbatim.contract;

/**
 * A tool that a model wants to be called; nobody here calls it.
 *
 * @param id the provider's id of the call; empty where it gave none
 * @param arguments as the model wrote them: JSON, unless the answer was cut in the middle of them
 */
public record ToolCall(String id, String name, String arguments) {}
