package dev.verbatim.contract;

/**
 * A reply was claimed when its message was committed.
 *
 * @param provider whom the attempt's row names
 * @param model the same
 */
public record GrantedClaim(ReplyClaim claim, String provider, String model) {}
