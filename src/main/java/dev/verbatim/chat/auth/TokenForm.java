package dev.verbatim.chat.auth;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * The form of a token, looked at before any of it is believed: one spelling only, so that no two texts are the same token, and nothing in
 * its header that would have to be understood (RFC 7515, RFC 8725). Stateless, any thread.
 *
 * @param algorithm one of ours; whether there is a key for it is another question
 * @param kid the name of its key; null: it names none
 * @param signed the first two parts
 */
record TokenForm(Algorithm algorithm, @Nullable String kid, JsonNode claims, String signed, byte[] signature) {
    /** Of the whole token, in characters. */
    static final int MAX_LENGTH = 4096;

    private static final int PARTS = 3;

    /** A token whose signature has not been looked at; fails with {@link RuleBroken}. */
    static TokenForm of(String token) {
        RuleBroken.unless(token.length() <= MAX_LENGTH, TokenRule.FORM, "longer than " + MAX_LENGTH + " characters");
        String[] parts = token.split("\\.", -1);
        RuleBroken.unless(parts.length == PARTS, TokenRule.FORM, "not three parts");
        JsonNode header = object(parts[0], "header");
        JsonNode claims = object(parts[1], "claims");
        byte[] signature = Base64Url.bytes(parts[2]);
        if (signature == null) {
            throw new RuleBroken(TokenRule.FORM, "the signature is not base64url");
        }
        checkType(header);
        return new TokenForm(algorithm(header), kid(header), claims, parts[0] + '.' + parts[1], signature);
    }

    private static JsonNode object(String part, String name) {
        byte[] json = Base64Url.bytes(part);
        JsonNode node = json == null ? null : StrictJson.object(json);
        if (node == null) {
            throw new RuleBroken(TokenRule.FORM, "the " + name + " are no JSON object in base64url");
        }
        return node;
    }

    /** Another type of token is meant for something else; what {@code crit} names would have to be understood. */
    private static void checkType(JsonNode header) {
        JsonNode type = header.path("typ");
        boolean jwt = type.isMissingNode() || "JWT".equalsIgnoreCase(type.textValue());
        RuleBroken.unless(jwt, TokenRule.TYPE, "typ is not JWT");
        RuleBroken.unless(header.path("crit").isMissingNode(), TokenRule.TYPE, "crit asks for what we do not know");
    }

    private static Algorithm algorithm(JsonNode header) {
        String name = header.path("alg").textValue();
        Algorithm algorithm = name == null ? null : Algorithm.ofWire(name);
        if (algorithm == null) {
            throw new RuleBroken(TokenRule.ALGORITHM, "alg is none of HS256, RS256, ES256, EdDSA");
        }
        return algorithm;
    }

    private static @Nullable String kid(JsonNode header) {
        JsonNode kid = header.path("kid");
        RuleBroken.unless(kid.isMissingNode() || kid.isTextual(), TokenRule.FORM, "kid is no text");
        return kid.textValue();
    }
}
