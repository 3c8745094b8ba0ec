package dev.verbatim.chat.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verbatim.config.AuthSettings;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule by its name, over tokens of every kind of key. */
class TokenCheckTest {
    private static final String SECRET = "a secret of tests that is thirty-two bytes and more";
    private static final long NOW_MS = 1_800_000_000_000L;
    private static final long NOW_S = NOW_MS / 1000;
    private static final KeyPair RSA = SigningKeys.rsa();
    private static final KeyPair EC = SigningKeys.ec();
    private static final KeyPair ED = SigningKeys.ed25519();
    private static final KeyRing ALL =
            KeyRing.of(List.of(VerificationKey.ofSecret(SECRET), key("rsa", RSA), key("ec", EC), key("ed", ED)));

    private static VerificationKey key(String kid, KeyPair pair) {
        return PublicKeys.accepted(kid, pair.getPublic());
    }

    private static TokenVerdict look(String token, KeyRing keys) {
        return new TokenCheck(new AuthSettings(SECRET, false, 1, 30, 1, "", "")).look(token, keys, NOW_MS);
    }

    private static TokenRequest ada() {
        return TokenRequest.of("ada", "Ada", NOW_MS, NOW_MS + 60_000);
    }

    private static String part(String text) {
        return Base64Url.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String hs256(String header, String claims) {
        return macked(header, claims, SECRET.getBytes(StandardCharsets.UTF_8));
    }

    private static String macked(String header, String claims, byte[] key) {
        try {
            String signed = part(header) + '.' + part(claims);
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return signed + '.' + Base64Url.of(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hs256(JsonObject claims) {
        return hs256("{\"alg\":\"HS256\"}", claims.encode());
    }

    private static JsonObject claims() {
        return new JsonObject().put("sub", "ada").put("exp", NOW_S + 60);
    }

    static Stream<TokenMaker> makers() {
        return Stream.of(
                TokenMaker.ofSecret(SECRET),
                SigningKeys.maker(RSA, "rsa"),
                SigningKeys.maker(EC, "ec"),
                SigningKeys.maker(ED, "ed"),
                SigningKeys.maker(RSA, null),
                SigningKeys.maker(EC, null),
                SigningKeys.maker(ED, null));
    }

    @ParameterizedTest
    @MethodSource("makers")
    void aTokenOfAnyKindOfKeyIsGood(TokenMaker maker) {
        TokenVerdict verdict = look(maker.make(ada()), ALL);

        assertThat(verdict.detail()).isEmpty();
        assertThat(verdict.isGood()).isTrue();
        assertThat(verdict.bearer().author().userId()).isEqualTo("ada");
    }

    @ParameterizedTest
    @MethodSource("makers")
    void aSignatureOfWhichAnyBitIsOtherIsNone(TokenMaker maker) {
        String token = maker.make(ada());
        int dot = token.lastIndexOf('.');
        byte[] signature = Base64Url.bytes(token.substring(dot + 1));
        for (int i = 0; i < signature.length; i += 5) {
            byte[] other = signature.clone();
            other[i] ^= 1;

            TokenVerdict verdict = look(token.substring(0, dot + 1) + Base64Url.of(other), ALL);

            assertThat(verdict.broken()).isEqualTo(TokenRule.SIGNATURE);
        }
    }

    static Stream<byte[]> publicKeysAsSecrets() {
        List<byte[]> all = new ArrayList<>();
        for (KeyPair pair : List.of(RSA, EC, ED)) {
            String pem = SigningKeys.publicPem(pair);
            all.add(pem.getBytes(StandardCharsets.US_ASCII));
            all.add(pem.strip().getBytes(StandardCharsets.US_ASCII));
            all.add(pair.getPublic().getEncoded());
            all.add(SigningKeys.jwk(pair, "rsa").encode().getBytes(StandardCharsets.US_ASCII));
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("publicKeysAsSecrets")
    void aPublicKeyIsNobodysSecret(byte[] key) {
        KeyRing publicOnes = KeyRing.of(List.of(key("rsa", RSA), key("ec", EC), key("ed", ED)));
        String claims = claims().encode();
        for (String header : List.of("{\"alg\":\"HS256\"}", "{\"alg\":\"HS256\",\"kid\":\"rsa\"}")) {
            String token = macked(header, claims, key);

            assertThat(look(token, publicOnes).broken()).isEqualTo(TokenRule.ALGORITHM);
            assertThat(look(token, ALL).broken()).isEqualTo(TokenRule.SIGNATURE);
        }
    }

    @Test
    void anAlgorithmWithoutAKeyOfItsKindIsRefused() {
        KeyRing secretOnly = KeyRing.of(List.of(VerificationKey.ofSecret(SECRET)));
        KeyRing rsaOnly = KeyRing.of(List.of(key(null, RSA)));

        assertThat(look(SigningKeys.maker(RSA, null).make(ada()), secretOnly).broken())
                .isEqualTo(TokenRule.ALGORITHM);
        assertThat(look(SigningKeys.maker(EC, null).make(ada()), rsaOnly).broken())
                .isEqualTo(TokenRule.ALGORITHM);
        assertThat(look(TokenMaker.ofSecret(SECRET).make(ada()), rsaOnly).broken())
                .isEqualTo(TokenRule.ALGORITHM);
    }

    @Test
    void aSignatureOfEs256HasOneForm() throws GeneralSecurityException {
        String signed = part("{\"alg\":\"ES256\"}") + '.' + part(claims().encode());
        Signature der = Signature.getInstance("SHA256withECDSA");
        der.initSign(EC.getPrivate());
        der.update(signed.getBytes(StandardCharsets.US_ASCII));

        assertThat(look(signed + '.' + Base64Url.of(der.sign()), ALL).broken()).isEqualTo(TokenRule.SIGNATURE);
        assertThat(look(signed + '.' + Base64Url.of(new byte[64]), ALL).broken())
                .isEqualTo(TokenRule.SIGNATURE);
        assertThat(look(signed + '.', ALL).broken()).isEqualTo(TokenRule.SIGNATURE);
    }

    @Test
    void aNameOfAKeyChoosesIt() {
        KeyPair other = SigningKeys.ec();
        KeyRing two = KeyRing.of(List.of(key("one", EC), key("two", other)));

        assertThat(look(SigningKeys.maker(other, "two").make(ada()), two).isGood())
                .isTrue();
        assertThat(look(SigningKeys.maker(other, "one").make(ada()), two).broken())
                .isEqualTo(TokenRule.SIGNATURE);
        assertThat(look(SigningKeys.maker(other, "three").make(ada()), two).broken())
                .isEqualTo(TokenRule.KEY);
        assertThat(look(SigningKeys.maker(other, null).make(ada()), two).broken())
                .isEqualTo(TokenRule.KEY);
    }

    @Test
    void keysWithoutNamesAreAllTried() {
        KeyPair other = SigningKeys.ec();
        KeyRing two = KeyRing.of(PublicKeys.ofPem(SigningKeys.publicPem(EC) + SigningKeys.publicPem(other)));

        assertThat(look(SigningKeys.maker(EC, "any").make(ada()), two).isGood()).isTrue();
        assertThat(look(SigningKeys.maker(other, null).make(ada()), two).isGood())
                .isTrue();
    }

    static Stream<Arguments> broken() {
        String good = hs256(claims());
        return Stream.of(
                Arguments.of(TokenRule.FORM, hs256(claims().put("x", "x".repeat(4097)))),
                Arguments.of(TokenRule.FORM, good + "."),
                Arguments.of(TokenRule.FORM, hs256("{\"alg\":\"HS256\",\"kid\":7}", claims().encode())),
                Arguments.of(TokenRule.TYPE, hs256("{\"alg\":\"HS256\",\"typ\":\"at+jwt\"}", claims().encode())),
                Arguments.of(TokenRule.TYPE, hs256("{\"alg\":\"HS256\",\"crit\":[]}", claims().encode())),
                Arguments.of(TokenRule.ALGORITHM, hs256("{\"alg\":\"none\"}", claims().encode())),
                Arguments.of(TokenRule.ALGORITHM, hs256("{\"alg\":\"RS512\"}", claims().encode())),
                Arguments.of(TokenRule.SIGNATURE, good.substring(0, good.lastIndexOf('.') + 1)),
                Arguments.of(TokenRule.EXPIRY, hs256(new JsonObject().put("sub", "ada"))),
                Arguments.of(TokenRule.EXPIRY, hs256(claims().put("exp", NOW_S - 30))),
                Arguments.of(TokenRule.EXPIRY, hs256(claims().put("exp", "tomorrow"))),
                Arguments.of(TokenRule.NOT_YET, hs256(claims().put("nbf", NOW_S + 31))),
                Arguments.of(TokenRule.NOT_YET, hs256(claims().put("iat", NOW_S + 31))),
                Arguments.of(TokenRule.NOT_YET, hs256(claims().put("nbf", "now"))),
                Arguments.of(TokenRule.AUDIENCE, hs256(claims().put("aud", "another"))),
                Arguments.of(TokenRule.SUBJECT, hs256(claims().put("sub", ""))),
                Arguments.of(TokenRule.NAME, hs256(claims().put("name", 7))),
                Arguments.of(TokenRule.TENANT, hs256(claims().put("tenant", "a/b"))),
                Arguments.of(TokenRule.SCOPE, hs256(claims().put("scope", 7))),
                Arguments.of(TokenRule.ROOMS, hs256(claims().put("rooms", "lobby"))),
                Arguments.of(TokenRule.ID, hs256(claims().put("jti", ""))));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void theVerdictNamesTheRuleAndDoesNotShowTheToken(TokenRule rule, String token) {
        TokenVerdict verdict = look(token, ALL);

        assertThat(verdict.broken()).as(verdict.detail()).isEqualTo(rule);
        assertThat(verdict.detail()).isNotBlank().doesNotContain(token.substring(0, token.indexOf('.')));
        assertThat(verdict.bearer()).isNull();
    }

    @Test
    void theLeewayCountsBothWays() {
        assertThat(look(hs256(claims().put("exp", NOW_S - 29)), ALL).isGood()).isTrue();
        assertThat(look(hs256(claims().put("nbf", NOW_S + 30)), ALL).isGood()).isTrue();
    }

    @Test
    void theIssuerIsTheConfiguredOne() {
        TokenCheck strict = new TokenCheck(new AuthSettings(SECRET, false, 1, 30, 1, "us", "them"));
        TokenMaker maker = TokenMaker.ofSecret(SECRET);

        assertThat(strict.look(maker.make(ada().between("them", "us")), ALL, NOW_MS)
                        .isGood())
                .isTrue();
        assertThat(strict.look(maker.make(ada().between("others", "us")), ALL, NOW_MS)
                        .broken())
                .isEqualTo(TokenRule.ISSUER);
        assertThat(strict.look(maker.make(ada().between("them", "others")), ALL, NOW_MS)
                        .broken())
                .isEqualTo(TokenRule.AUDIENCE);
    }

    @Test
    void aTokenIsMadeWithAllThatItMaySay() {
        TokenRequest request = new TokenRequest(
                "ada",
                "Ada",
                "team",
                EnumSet.of(Scope.ADMIN, Scope.USAGE_READ),
                Set.of("lobby"),
                "",
                "",
                NOW_MS,
                NOW_MS + 60_000);

        Identity ada = look(TokenMaker.ofSecret(SECRET).make(request), ALL).bearer();

        assertThat(ada.tenant()).isEqualTo("team");
        assertThat(ada.scopes()).containsExactlyInAnyOrder(Scope.ADMIN, Scope.USAGE_READ);
        assertThat(ada.rooms()).containsExactly("lobby");
        assertThat(ada.token().issuedAtMs()).isEqualTo(NOW_MS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"secp384r1", "secp521r1"})
    void otherCurvesAreNotTaken(String curve) {
        String pem = SigningKeys.publicPem(SigningKeys.ec(curve));

        assertThatThrownBy(() -> PublicKeys.ofPem(pem))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("P-256");
    }

    @Test
    void otherKindsOfKeysAreNotTaken() {
        for (KeyPair pair : List.of(SigningKeys.of("X25519"), SigningKeys.of("Ed448"), SigningKeys.of("DSA"))) {
            String pem = SigningKeys.publicPem(pair);

            assertThatThrownBy(() -> PublicKeys.ofPem(pem)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> PublicKeys.ofPem("no key")).isInstanceOf(IllegalArgumentException.class);
    }
}
