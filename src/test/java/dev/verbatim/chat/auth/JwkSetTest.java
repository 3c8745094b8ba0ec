package dev.verbatim.chat.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.Collections;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JwkSetTest {
    private static final KeyPair RSA = SigningKeys.rsa();
    private static final KeyPair EC = SigningKeys.ec();

    private static JwkSet read(String json) {
        return JwkSet.read(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void threeKindsOfKeysAreTaken() {
        KeyPair ed = SigningKeys.ed25519();

        JwkSet set =
                read(SigningKeys.set(SigningKeys.jwk(RSA, "r"), SigningKeys.jwk(EC, "e"), SigningKeys.jwk(ed, "d")));

        assertThat(set.passedOver()).isEmpty();
        assertThat(set.exposed()).isFalse();
        assertThat(set.keys())
                .containsExactly(
                        new VerificationKey("r", Algorithm.RS256, RSA.getPublic()),
                        new VerificationKey("e", Algorithm.ES256, EC.getPublic()),
                        new VerificationKey("d", Algorithm.EDDSA, ed.getPublic()));
    }

    static Stream<JsonObject> others() {
        JsonObject rsa = SigningKeys.jwk(RSA, "k");
        JsonObject ec = SigningKeys.jwk(EC, "k");
        return Stream.of(
                new JsonObject().put("kty", "oct").put("k", "AAAA"),
                new JsonObject(),
                rsa.copy().put("use", "enc"),
                rsa.copy().put("key_ops", new JsonArray().add("encrypt")),
                rsa.copy().put("alg", "RS512"),
                rsa.copy().put("alg", "HS256"),
                rsa.copy().put("kid", 7),
                rsa.copy().put("kid", "k".repeat(257)),
                rsa.copy().put("n", "AQAB"),
                rsa.copy().put("n", "not base64!"),
                rsa.copy().put("n", "A".repeat(4000)),
                rsa.copy().put("e", "Ag"),
                rsa.copy().put("e", "AQ"),
                rsa.copy().put("e", rsa.getString("n")),
                SigningKeys.jwk(SigningKeys.rsa(1024), "small"),
                ec.copy().put("crv", "P-384"),
                ec.copy().put("crv", "secp256k1"),
                ec.copy().put("x", ec.getString("y")),
                ec.copy().put("x", "AAAA"),
                ec.copy().putNull("y"),
                new JsonObject().put("kty", "OKP").put("crv", "X25519").put("x", ec.getString("x")),
                new JsonObject().put("kty", "OKP").put("crv", "Ed25519").put("x", "AAAA"));
    }

    @ParameterizedTest
    @MethodSource("others")
    void aKeyThatIsNotGoodEnoughIsPassedOverAndTheOthersAreTaken(JsonObject other) {
        JwkSet set = read(SigningKeys.set(other, SigningKeys.jwk(EC, "good")));

        assertThat(set.keys()).extracting(VerificationKey::kid).containsExactly("good");
        assertThat(set.passedOver()).hasSize(1);
        assertThat(set.exposed()).isFalse();
    }

    @Test
    void aKeyWhosePrivateHalfIsPublishedIsNotTaken() {
        JwkSet set = read(SigningKeys.set(SigningKeys.privateJwk(RSA, "r"), SigningKeys.jwk(EC, "e")));

        assertThat(set.exposed()).isTrue();
        assertThat(set.keys()).extracting(VerificationKey::kid).containsExactly("e");
        assertThat(set.toString())
                .doesNotContain(SigningKeys.privateJwk(RSA, "r").getString("d"));
    }

    @Test
    void onlySoManyKeysAreTaken() {
        JsonObject[] many = Collections.nCopies(100, SigningKeys.jwk(EC, "e")).toArray(JsonObject[]::new);

        assertThat(read(SigningKeys.set(many)).keys()).hasSize(KeyRing.MOST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "<html>Sign in</html>",
                "{\"keys\":{}}",
                "{\"keys\":[]}x",
                "{\"keys\":[],\"keys\":[]}",
                "{\"keys\":[[[[[[[[[[]]]]]]]]]]}",
                "{\"keys\":["
            })
    void whatIsNoSetIsNone(String json) {
        assertThat(read(json)).isNull();
    }
}
