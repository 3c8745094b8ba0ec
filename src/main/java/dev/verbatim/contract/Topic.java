package dev.verbatim.contract;

/**
 * A place on the event bus that carries one kind of message.
 *
 * @param address the bus address; its version is part of it
 * @param type what it carries
 * @param <T> what it carries
 */
public record Topic<T>(String address, Class<T> type) {}
