package dev.verbatim.chat.auth;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a token is to say; whether that makes a good one, {@link TokenCheck} knows.
 *
 * @param name what others see; null: the user's id
 * @param tenant null: {@code main}
 * @param scopes null: a person's token
 * @param rooms the only rooms that it shall be good for; null: any
 * @param audience empty: none
 * @param issuer empty: none
 * @param issuedAtMs in milliseconds since 1970; seconds are kept
 * @param expiresAtMs in milliseconds since 1970; seconds are kept
 */
public record TokenRequest(
        String userId,
        @Nullable String name,
        @Nullable String tenant,
        @Nullable Set<Scope> scopes,
        @Nullable Set<String> rooms,
        String audience,
        String issuer,
        long issuedAtMs,
        long expiresAtMs) {
    private static final long MS = 1000;

    /** A person's token of the main tenant. */
    public static TokenRequest of(String userId, String name, long issuedAtMs, long expiresAtMs) {
        return new TokenRequest(userId, name, null, null, null, "", "", issuedAtMs, expiresAtMs);
    }

    /** The same for an audience and from an issuer. */
    public TokenRequest between(String someIssuer, String someAudience) {
        return new TokenRequest(userId, name, tenant, scopes, rooms, someAudience, someIssuer, issuedAtMs, expiresAtMs);
    }

    JsonObject claims() {
        JsonObject claims = new JsonObject().put("sub", userId);
        putUnlessEmpty(claims, "name", name);
        putUnlessEmpty(claims, "tenant", tenant);
        putUnlessEmpty(claims, "iss", issuer);
        putUnlessEmpty(claims, "aud", audience);
        if (scopes != null) {
            claims.put(
                    "scope",
                    String.join(" ", scopes.stream().map(Scope::wire).sorted().toList()));
        }
        if (rooms != null) {
            claims.put("rooms", new JsonArray(rooms.stream().sorted().toList()));
        }
        return claims.put("iat", issuedAtMs / MS).put("exp", expiresAtMs / MS);
    }

    private static void putUnlessEmpty(JsonObject claims, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            claims.put(name, value);
        }
    }
}
