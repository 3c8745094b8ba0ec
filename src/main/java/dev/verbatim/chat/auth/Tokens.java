package dev.verbatim.chat.auth;

import dev.verbatim.config.AuthSettings;
import dev.verbatim.contract.Author;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.RoomKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;

/**
 * Verifies and makes tokens: JWT with HS256 and nothing else, one key, and an expiry that must be there. Claims: {@code sub} the user,
 * {@code name} what others see (else the user id), {@code tenant} (else {@code main}), {@code exp}, {@code nbf}.
 *
 * <p>The only key is an HS256 one, so that a token of another algorithm, or of none, finds no key; {@code kid}, {@code jku} and
 * {@code x5c} are not followed.
 */
public final class Tokens {
    private static final String ALGORITHM = "HS256";
    private static final String MAIN_TENANT = "main";
    private static final int MAX_NAME = 128;
    private static final long MS = 1000;

    private final JWTAuth provider;
    private final AuthSettings settings;

    /** Tokens of this secret. */
    public Tokens(Vertx vertx, AuthSettings settings) {
        this.settings = settings;
        this.provider = JWTAuth.create(
                vertx,
                new JWTAuthOptions()
                        .addPubSecKey(
                                new PubSecKeyOptions().setAlgorithm(ALGORITHM).setBuffer(settings.secret()))
                        .setJWTOptions(new JWTOptions().setLeeway(settings.leewaySeconds())));
    }

    /** Who the token is for, known when this returns; fails with {@code unauthenticated}, which never says what was wrong with it. */
    public Future<Identity> verify(String token) {
        return Future.succeededFuture(new TokenCredentials(token))
                .compose(provider::authenticate)
                .map(Tokens::identityOf)
                .recover(cause -> Future.failedFuture(refused()));
    }

    /** How long after its expiry a token is still taken, in milliseconds. */
    public long leewayMs() {
        return settings.leewaySeconds() * MS;
    }

    /** A new token of the main tenant, good for as long as a guest's is. */
    public String issue(Author author, long nowMs) {
        JsonObject claims = new JsonObject()
                .put("sub", author.userId())
                .put("name", author.name())
                .put("exp", guestExpiryMs(nowMs) / MS);
        return provider.generateToken(claims, new JWTOptions().setAlgorithm(ALGORITHM));
    }

    /** When a guest's token of now expires, in milliseconds since 1970, on a whole second. */
    public long guestExpiryMs(long nowMs) {
        return (nowMs / MS + settings.guestTokenMinutes() * 60L) * MS;
    }

    private static Identity identityOf(User user) {
        JsonObject claims = user.attributes().getJsonObject("accessToken");
        Number expiry = claims.getNumber("exp");
        String userId = text(claims, "sub", "");
        String name = text(claims, "name", userId);
        String tenant = text(claims, "tenant", MAIN_TENANT);
        if (expiry == null || !isName(userId) || !isName(name) || !RoomKey.isValidRoomId(tenant)) {
            throw refused();
        }
        return new Identity(tenant, new Author(userId, name), expiry.longValue() * MS);
    }

    /** A claim that must be a string if it is there; the library would turn anything into one. */
    private static String text(JsonObject claims, String name, String otherwise) {
        Object value = claims.getValue(name, otherwise);
        if (value instanceof String text) {
            return text;
        }
        throw refused();
    }

    private static boolean isName(String value) {
        return !value.isBlank() && value.length() <= MAX_NAME;
    }

    private static Failure refused() {
        return new Failure(FailureCode.UNAUTHENTICATED, "The token is not good, or not good any more.");
    }
}
