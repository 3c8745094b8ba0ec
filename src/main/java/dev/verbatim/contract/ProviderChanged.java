package dev.verbatim.contract;

/**
 * A provider's standing on one node changed.
 *
 * @param state {@code up}, {@code out} (its key is refused) or {@code open} (its breaker)
 * @param reason for people; no secret
 */
public record ProviderChanged(String provider, String state, String reason) {}
