package dev.verbatim.contract;

/** Asks this JVM's storage whether it can be used. Answered with {@link StorageReady}, or fails with {@code storage_unavailable} and why. */
public record CheckStorage() {}
