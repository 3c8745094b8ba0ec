package dev.verbatim.testing;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tokens made by hand, right and wrong (RFC 7519). */
public final class Jwt {
    public static final String SECRET = Canary.SECRET;

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private Jwt() {}

    /** A good token of somebody. */
    public static String of(String userId) {
        return of(userId, "main");
    }

    public static String of(String userId, String tenant) {
        return signed(header("HS256"), claims(userId, inMinutes(5)).put("tenant", tenant), SECRET);
    }

    public static JsonObject header(String algorithm) {
        return new JsonObject().put("alg", algorithm).put("typ", "JWT");
    }

    public static JsonObject claims(String userId, long expiry) {
        return new JsonObject().put("sub", userId).put("name", userId).put("exp", expiry);
    }

    /** Seconds since 1970, so many minutes from now. */
    public static long inMinutes(int minutes) {
        return TimeUnit.MILLISECONDS.toSeconds(System.currentTimeMillis()) + TimeUnit.MINUTES.toSeconds(minutes);
    }

    public static String signed(JsonObject header, JsonObject claims, String secret) {
        return signed(header.encode(), claims.encode(), secret.getBytes(StandardCharsets.UTF_8));
    }

    /** Of any texts, and with any key; what the header says is not looked at. */
    public static String signed(String header, String claims, byte[] key) {
        String content = part(header) + "." + part(claims);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return content + "." + BASE64.encodeToString(mac.doFinal(content.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** With an empty signature. */
    public static String unsigned(JsonObject header, JsonObject claims) {
        return part(header.encode()) + "." + part(claims.encode()) + ".";
    }

    /** A part of a token, RFC 7515's base64url. */
    public static String part(String text) {
        return part(text.getBytes(StandardCharsets.UTF_8));
    }

    public static String part(byte[] bytes) {
        return BASE64.encodeToString(bytes);
    }
}
