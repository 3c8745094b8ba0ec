package dev.verbatim.chat.auth;

import com.fasterxml.jackson.databind.JsonNode;
import dev.verbatim.config.AuthSettings;
import java.time.Instant;
import java.util.List;

/**
 * Looks at a token, rule by rule in the order of {@link TokenRule}: nothing of it is believed before its signature. {@code jku}, {@code jwk},
 * {@code x5u} and {@code x5c} are not followed: keys come from the settings alone. Any thread.
 */
public final class TokenCheck {
    private static final long MS = 1000;

    private final AuthSettings settings;

    /** Looks for tokens of this audience and issuer. */
    public TokenCheck(AuthSettings settings) {
        this.settings = settings;
    }

    /**
     * The verdict, but for whether it was taken back.
     *
     * @param nowMs in milliseconds since 1970
     */
    public TokenVerdict look(String token, KeyRing keys, long nowMs) {
        try {
            TokenForm form = TokenForm.of(token);
            checkSignature(form, keys);
            checkTimes(form.claims(), nowMs);
            checkIssuer(form.claims());
            checkAudience(form.claims());
            return TokenVerdict.good(Claims.identity(form.claims(), form.signed()));
        } catch (RuleBroken broken) {
            return TokenVerdict.refused(broken.rule(), broken.detail());
        }
    }

    private static void checkSignature(TokenForm form, KeyRing keys) {
        String name = form.algorithm().wire();
        RuleBroken.unless(keys.has(form.algorithm()), TokenRule.ALGORITHM, "there is no key of " + name);
        List<VerificationKey> candidates = keys.candidates(form.algorithm(), form.kid());
        String which = form.kid() == null ? "it names no kid, and several keys have one" : "none has its kid";
        RuleBroken.unless(!candidates.isEmpty(), TokenRule.KEY, "of the keys of " + name + ": " + which);
        boolean signed = candidates.stream()
                .anyMatch(key -> key.algorithm().verifies(key.key(), form.signed(), form.signature()));
        RuleBroken.unless(signed, TokenRule.SIGNATURE, "the signature is of no key of " + name + " that we have");
    }

    private void checkTimes(JsonNode claims, long nowMs) {
        long leewayMs = settings.leewaySeconds() * MS;
        long expiresAtMs = Claims.expiresAtMs(claims);
        if (expiresAtMs + leewayMs <= nowMs) {
            throw new RuleBroken(TokenRule.EXPIRY, "it expired at " + Instant.ofEpochMilli(expiresAtMs));
        }
        for (String since : List.of("nbf", "iat")) {
            JsonNode value = claims.path(since);
            boolean begun = value.isMissingNode() || (value.isNumber() && value.doubleValue() * MS - leewayMs <= nowMs);
            RuleBroken.unless(begun, TokenRule.NOT_YET, since + " is in the future, or no date");
        }
    }

    private void checkIssuer(JsonNode claims) {
        boolean ours = settings.issuer().isEmpty()
                || settings.issuer().equals(claims.path("iss").textValue());
        RuleBroken.unless(ours, TokenRule.ISSUER, "iss is not '" + settings.issuer() + "'");
    }

    /** RFC 7519 4.1.3: whoever is not named in a token's audience must refuse it. */
    private void checkAudience(JsonNode claims) {
        JsonNode audience = claims.path("aud");
        if (settings.audience().isEmpty()) {
            RuleBroken.unless(audience.isMissingNode(), TokenRule.AUDIENCE, "it has an aud, and we have no name");
            return;
        }
        boolean named = settings.audience().equals(audience.textValue());
        for (JsonNode one : audience) {
            named |= audience.isArray() && settings.audience().equals(one.textValue());
        }
        RuleBroken.unless(named, TokenRule.AUDIENCE, "aud does not name '" + settings.audience() + "'");
    }
}
