package dev.verbatim.chat.auth;

import dev.verbatim.config.AuthSettings;
import dev.verbatim.contract.Author;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.util.List;

/**
 * Verifies and makes tokens: JWT with HS256 and nothing else, one key, and an expiry that must be there. A token has the form that
 * {@link TokenForm} asks for, our signature, a time that fits ({@code exp}, {@code nbf}, {@code iat}), our audience and issuer, and the
 * {@link Claims} of a bearer.
 *
 * <p>The only key is the configured one: {@code kid}, {@code jku}, {@code jwk}, {@code x5u} and {@code x5c} are not followed.
 */
public final class Tokens {
    private static final long MS = 1000;

    private final JWTAuth provider;
    private final AuthSettings settings;

    /** Tokens of this secret. */
    public Tokens(Vertx vertx, AuthSettings settings) {
        this.settings = settings;
        this.provider = JWTAuth.create(
                vertx,
                new JWTAuthOptions()
                        .addPubSecKey(new PubSecKeyOptions()
                                .setAlgorithm(TokenForm.ALGORITHM)
                                .setBuffer(settings.secret()))
                        .setJWTOptions(options(settings).setLeeway(settings.leewaySeconds())));
    }

    private static JWTOptions options(AuthSettings settings) {
        JWTOptions options = new JWTOptions().setAlgorithm(TokenForm.ALGORITHM);
        if (!settings.audience().isEmpty()) {
            options.setAudience(List.of(settings.audience()));
        }
        return settings.issuer().isEmpty() ? options : options.setIssuer(settings.issuer());
    }

    /** Who the token is for, known when this returns; fails with {@code unauthenticated}, which never says what was wrong with it. */
    public Future<Identity> verify(String token) {
        return Future.succeededFuture(token)
                .map(Tokens::credentials)
                .compose(provider::authenticate)
                .map(user -> identityOf(user, token))
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
        return provider.generateToken(claims, options(settings));
    }

    /** When a guest's token of now expires, in milliseconds since 1970, on a whole second. */
    public long guestExpiryMs(long nowMs) {
        return (nowMs / MS + settings.guestTokenMinutes() * 60L) * MS;
    }

    private static TokenCredentials credentials(String token) {
        if (!TokenForm.isSound(token)) {
            throw refused();
        }
        return new TokenCredentials(token);
    }

    private Identity identityOf(User user, String token) {
        JsonObject claims = user.attributes().getJsonObject("accessToken");
        Identity identity = Claims.identity(claims, token.substring(0, token.lastIndexOf('.')));
        boolean forAnother = settings.audience().isEmpty() && claims.containsKey("aud");
        if (identity == null || forAnother) {
            throw refused();
        }
        return identity;
    }

    private static Failure refused() {
        return new Failure(FailureCode.UNAUTHENTICATED, "The token is not good, or not good any more.");
    }
}
