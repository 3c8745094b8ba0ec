package dev.verbatim.contract;

import java.util.UUID;

/**
 * A reply was claimed when its message was committed.
 *
 * @param claimId under which it may be claimed again: the answer is the same as long as nobody else has taken it over
 * @param provider whom the attempt's row names
 * @param model the same
 */
public record GrantedClaim(ReplyClaim claim, UUID claimId, String provider, String model) {}
