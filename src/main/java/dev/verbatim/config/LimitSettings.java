package dev.verbatim.config;

/**
 * Tokens of a day (UTC), question and answer together; 0: no limit.
 *
 * @param guestTokensPerDay of each guest
 * @param userTokensPerDay of each user who is no guest
 * @param roomTokensPerDay of each room, whoever asks there
 * @param heldTokens what an answer that has not ended is taken for
 */
public record LimitSettings(long guestTokensPerDay, long userTokensPerDay, long roomTokensPerDay, long heldTokens) {
    /** Nothing is limited. */
    public static final LimitSettings NONE = new LimitSettings(0, 0, 0, 0);

    /** Whether anything is limited. */
    public boolean any() {
        return guestTokensPerDay > 0 || userTokensPerDay > 0 || roomTokensPerDay > 0;
    }
}
