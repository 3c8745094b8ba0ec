package dev.verbatim.config;

/**
 * Who may come in.
 *
 * @param secret the HS256 key, at least 32 bytes
 * @param guests whether {@code POST /api/guest} gives tokens
 * @param guestTokenMinutes how long a guest's token is good for
 * @param leewaySeconds tolerated difference of clocks, at most 60
 * @param authTimeoutMs how long a connection may stay without a token
 * @param audience what a token's {@code aud} must name; empty: a token must have none
 * @param issuer what a token's {@code iss} must be; empty: any
 */
public record AuthSettings(
        String secret,
        boolean guests,
        int guestTokenMinutes,
        int leewaySeconds,
        long authTimeoutMs,
        String audience,
        String issuer) {
    /** The same with this key. */
    public AuthSettings withSecret(String made) {
        return new AuthSettings(made, guests, guestTokenMinutes, leewaySeconds, authTimeoutMs, audience, issuer);
    }

    @Override
    public String toString() {
        return "AuthSettings[secret=***, guests=" + guests + "]";
    }
}
