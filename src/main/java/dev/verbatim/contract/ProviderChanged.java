package dev.verbatim.contract;

/**
 * A provider's standing on one node changed.
 *
 * @param key which of its keys this is about, from 1; 0 where it has no more than one
 * @param state {@code up}, {@code out} (the key is refused or used up), {@code open} (its breaker), {@code limited} (429:
 *     the key rests for a model, which passes without a word) or {@code retired} (a reload took it out or gave it another key)
 * @param reason for people; no secret
 */
public record ProviderChanged(String provider, int key, String state, String reason) {}
