package dev.verbatim.chat.auth;

import com.fasterxml.jackson.databind.JsonNode;
import dev.verbatim.contract.Author;
import dev.verbatim.contract.RoomKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a token that one of our keys signed says of its bearer: {@code sub} the user, {@code name} what others see (else the user id),
 * {@code tenant} (else {@code main}), {@code exp} until when, {@code iat} since when, {@code jti} which token it is, and its {@link Grants}.
 * Stateless, any thread.
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
     * The bearer; fails with {@link RuleBroken} where a claim is missing or is not what it must be.
     *
     * @param signed the token without its signature
     */
    static Identity identity(JsonNode claims, String signed) {
        TokenMark mark = new TokenMark(id(claims, signed), issuedAtMs(claims), expiresAtMs(claims));
        String userId = text(claims, "sub", "");
        RuleBroken.unless(isId(userId), TokenRule.SUBJECT, "sub is not 1 to 128 visible characters");
        String name = text(claims, "name", userId);
        RuleBroken.unless(isText(name, NOT_IN_NAMES), TokenRule.NAME, "name is not 1 to 128 characters to be shown");
        String tenant = text(claims, "tenant", MAIN_TENANT);
        boolean known = RoomKey.isValidRoomId(tenant);
        RuleBroken.unless(known, TokenRule.TENANT, "tenant is not 1 to 64 of A-Z a-z 0-9 . _ -");
        Set<Scope> scopes = Grants.scopes(claims);
        Author author = new Author(userId, name, scopes.contains(Scope.ADMIN));
        return new Identity(tenant, author, scopes, Grants.rooms(claims), mark);
    }

    /** Whether something can be a user's id, or a token's. */
    static boolean isId(String text) {
        return isText(text, NOT_IN_IDS) && text.strip().equals(text);
    }

    /** When a token ends, in milliseconds since 1970. */
    static long expiresAtMs(JsonNode claims) {
        RuleBroken.unless(isDate(claims.path("exp")), TokenRule.EXPIRY, "exp is missing or no date");
        return claims.path("exp").longValue() * MS;
    }

    private static @Nullable Long issuedAtMs(JsonNode claims) {
        JsonNode iat = claims.path("iat");
        RuleBroken.unless(iat.isMissingNode() || isDate(iat), TokenRule.NOT_YET, "iat is no date");
        return iat.isMissingNode() ? null : iat.longValue() * MS;
    }

    private static String id(JsonNode claims, String signed) {
        if (claims.path("jti").isMissingNode()) {
            return TokenMark.ofContent(hash(signed));
        }
        String jti = text(claims, "jti", "");
        RuleBroken.unless(isId(jti), TokenRule.ID, "jti is not 1 to 128 visible characters");
        return TokenMark.ofJti(jti);
    }

    private static boolean isDate(JsonNode value) {
        return value.isNumber() && value.doubleValue() > 0 && value.doubleValue() <= LAST_DATE;
    }

    private static String hash(String signed) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(signed.getBytes(StandardCharsets.US_ASCII));
            return Base64Url.of(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /** A claim that must be a string if it is there, else empty. */
    private static String text(JsonNode claims, String name, String otherwise) {
        JsonNode value = claims.path(name);
        if (value.isMissingNode()) {
            return otherwise;
        }
        return value.isTextual() ? value.textValue() : "";
    }

    private static boolean isText(String value, Set<Kind> not) {
        return !value.isBlank() && value.length() <= MAX_NAME && hasNone(value, not);
    }

    /** Whether something stays on its line wherever it is shown, and can be shown at all. */
    static boolean isOneLine(String text) {
        return hasNone(text, NOT_IN_NAMES);
    }

    private static boolean hasNone(String value, Set<Kind> not) {
        return value.codePoints().mapToObj(Claims::kind).noneMatch(not::contains);
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
