package dev.verbatim.chat.auth;

import dev.verbatim.contract.Author;
import dev.verbatim.contract.RoomKey;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a token that was signed by us, and is good now, says of its bearer: {@code sub} the user, {@code name} what others see (else the user id),
 * {@code tenant} (else {@code main}), {@code exp} until when, {@code iat} since when, {@code jti} which token it is, and its {@link Grants}. Stateless,
 * any thread.
 *
 * <p>A user id is compared, so that nothing may be in it that is lost on the way or cannot be seen: no controls, no formatting marks, no half of
 * a surrogate pair, no space around it. A name is only shown.
 */
final class Claims {
    private static final String MAIN_TENANT = "main";
    private static final int MAX_NAME = 128;
    private static final long MS = 1000;

    /** The end of the year 9999, in seconds since 1970: beyond it a date has no form that all readers know. */
    private static final long LAST_DATE = 253_402_300_799L;

    private static final Set<Kind> NOT_IN_NAMES = EnumSet.of(Kind.CONTROL, Kind.LINE, Kind.HALF);
    private static final Set<Kind> NOT_IN_IDS = EnumSet.allOf(Kind.class);

    private enum Kind {
        CONTROL,
        LINE,
        HALF,
        FORMAT
    }

    private Claims() {}

    /**
     * The bearer; null where a claim is missing or is not what it must be.
     *
     * @param signed the token without its signature
     */
    static @Nullable Identity identity(JsonObject claims, String signed) {
        String userId = text(claims, "sub", "");
        String name = text(claims, "name", userId);
        String tenant = text(claims, "tenant", MAIN_TENANT);
        Grants grants = Grants.of(claims);
        TokenMark mark = mark(claims, signed);
        boolean sound = isText(userId, NOT_IN_IDS)
                && userId.strip().equals(userId)
                && isText(name, NOT_IN_NAMES)
                && RoomKey.isValidRoomId(tenant);
        return sound && grants != null && mark != null
                ? new Identity(
                        tenant,
                        new Author(userId, name, grants.scopes().contains(Scope.ADMIN)),
                        grants.scopes(),
                        grants.rooms(),
                        mark)
                : null;
    }

    private static @Nullable TokenMark mark(JsonObject claims, String signed) {
        String jti = claims.containsKey("jti") ? text(claims, "jti", "") : null;
        boolean sound = isDate(claims.getValue("exp"))
                && (!claims.containsKey("iat") || isDate(claims.getValue("iat")))
                && (jti == null || isText(jti, NOT_IN_IDS));
        if (!sound) {
            return null;
        }
        Long issuedAtMs = claims.containsKey("iat") ? claims.getNumber("iat").longValue() * MS : null;
        String id = jti == null ? "sha256:" + hash(signed) : "jti:" + jti;
        return new TokenMark(id, issuedAtMs, claims.getNumber("exp").longValue() * MS);
    }

    private static boolean isDate(Object value) {
        return value instanceof Number date && date.doubleValue() > 0 && date.doubleValue() <= LAST_DATE;
    }

    private static String hash(String signed) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(signed.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /** A claim that must be a string if it is there, else empty; the library would turn anything into one. */
    private static String text(JsonObject claims, String name, String otherwise) {
        return claims.getValue(name, otherwise) instanceof String text ? text : "";
    }

    private static boolean isText(String value, Set<Kind> not) {
        return !value.isBlank()
                && value.length() <= MAX_NAME
                && value.codePoints().mapToObj(Claims::kind).noneMatch(not::contains);
    }

    private static @Nullable Kind kind(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL -> Kind.CONTROL;
            case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> Kind.LINE;
            case Character.SURROGATE -> Kind.HALF;
            case Character.FORMAT -> Kind.FORMAT;
            default -> null;
        };
    }
}
