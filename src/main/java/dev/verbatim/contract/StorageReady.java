package dev.verbatim.contract;

/**
 * The answer to {@link CheckStorage}.
 *
 * @param detail for people; no secret
 */
public record StorageReady(String detail) {}
