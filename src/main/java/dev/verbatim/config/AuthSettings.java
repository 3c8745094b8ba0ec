package dev.verbatim.config;

/**
 * Who may come in.
 *
 * @param secret the HS256 key, at least 32 bytes
 * @param guests whether {@code POST /api/guest} gives tokens
 * @param guestTokenMinutes how long a guest's token is good for
 * @param leewaySeconds tolerated difference of clocks, at most 60
 * @param authTimeoutMs how long a connection may stay without a token
 */
public record AuthSettings(
        String secret, boolean guests, int guestTokenMinutes, int leewaySeconds, long authTimeoutMs) {
    @Override
    public String toString() {
        return "AuthSettings[secret=***, guests=" + guests + "]";
    }
}
