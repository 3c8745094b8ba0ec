package dev.verbatim.chat.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.verbatim.contract.Failure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.EnumSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimsTest {
    private static final String SIGNED = "header.claims";

    private static JsonObject ada() {
        return new JsonObject().put("sub", "ada").put("exp", 4_000_000_000L);
    }

    private static Identity identity(JsonObject claims) {
        JsonNode read = StrictJson.object(claims.encode().getBytes(StandardCharsets.UTF_8));
        return Claims.identity(read, SIGNED);
    }

    @Test
    void aTokenWithoutScopesHasAllRightsOfAPersonAndNoneOfTheOperator() {
        Identity ada = identity(ada());

        assertThat(ada.scopes()).isEqualTo(EnumSet.complementOf(EnumSet.of(Scope.ADMIN)));
        assertThat(ada.rooms()).isNull();
        assertThat(ada.mayEnter("any")).isTrue();
    }

    @Test
    void scopesAreWordsOrAList() {
        Identity words = identity(ada().put("scope", "messages:write rooms:read"));
        Identity list = identity(
                ada().put("scopes", new JsonArray().add("messages:write").add("rooms:read")));

        assertThat(words.scopes()).containsExactlyInAnyOrder(Scope.MESSAGES_WRITE, Scope.ROOMS_READ);
        assertThat(list.scopes()).isEqualTo(words.scopes());
    }

    @Test
    void everyScopeIsFoundByItsName() {
        assertThat(Scope.values())
                .allSatisfy(scope -> assertThat(Scope.ofWire(scope.wire())).isEqualTo(scope));
        assertThat(identity(ada().put("scope", "admin")).scopes()).containsExactly(Scope.ADMIN);
    }

    @Test
    void namesThatAreNotOursAllowNothing() {
        assertThat(identity(ada().put("scope", "files:read messages:read")).scopes())
                .containsExactly(Scope.MESSAGES_READ);
        assertThat(identity(ada().put("scope", "files:read openid")).scopes()).isEmpty();
        assertThat(identity(ada().put("scope", "ADMIN")).scopes()).isEmpty();
    }

    @Test
    void namesOfOpenIdSayWhoSomebodyIsAndNothingElse() {
        assertThat(identity(ada().put("scope", "openid profile email")).scopes())
                .isEqualTo(Scope.OF_A_PERSON);
        assertThat(identity(ada().put("scope", "openid messages:read")).scopes())
                .containsExactly(Scope.MESSAGES_READ);
    }

    @Test
    void anEmptyClaimOfScopesAllowsNothing() {
        assertThat(identity(ada().put("scope", "")).scopes()).isEmpty();
        assertThat(identity(ada().put("scopes", new JsonArray())).scopes()).isEmpty();
    }

    @Test
    void aTokenMayBeLimitedToRooms() {
        Identity ada = identity(ada().put("rooms", new JsonArray().add("lobby").add("team-1")));

        assertThat(ada.mayEnter("team-1")).isTrue();
        assertThat(ada.mayEnter("team-2")).isFalse();
        assertThat(identity(ada().put("rooms", new JsonArray())).mayEnter("lobby"))
                .isFalse();
    }

    @Test
    void aMissingScopeIsForbiddenAndSaysWhich() {
        Identity ada = identity(ada().put("scope", "messages:read"));

        ada.require(Scope.MESSAGES_READ);

        assertThatThrownBy(() -> ada.require(Scope.ADMIN))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("admin");
    }

    static Stream<JsonObject> misshapen() {
        JsonArray many = new JsonArray(Collections.nCopies(Grants.MOST + 1, "lobby"));
        return Stream.of(
                ada().put("scope", 7),
                ada().putNull("scope"),
                ada().put("scope", new JsonArray().add("admin")),
                ada().put("scope", " admin"),
                ada().put("scope", "admin  usage:read"),
                ada().put("scope", "x".repeat(257)),
                ada().put("scope", "x ".repeat(Grants.MOST) + "x"),
                ada().put("scopes", "admin"),
                ada().putNull("scopes"),
                ada().put("scopes", new JsonArray().add(7)),
                ada().put("scopes", new JsonArray().add("")),
                ada().put("scopes", many),
                ada().put("scope", "admin").put("scopes", new JsonArray().add("admin")),
                ada().put("rooms", "lobby"),
                ada().putNull("rooms"),
                ada().put("rooms", new JsonArray().add(7)),
                ada().put("rooms", new JsonArray().add("a/b")),
                ada().put("rooms", new JsonArray().addNull()),
                ada().put("rooms", many),
                ada().put("jti", 7),
                ada().put("jti", ""),
                ada().put("jti", "x".repeat(129)),
                ada().put("jti", "a\nb"),
                ada().put("iat", "today"),
                ada().put("iat", -1));
    }

    @ParameterizedTest
    @MethodSource("misshapen")
    void aClaimThatIsNotWhatItMustBeIsNoBearer(JsonObject claims) {
        assertThatThrownBy(() -> identity(claims)).isInstanceOf(RuleBroken.class);
    }

    @Test
    void aTokenIsToldByItsIdOrByTheHashOfWhatWasSigned() {
        assertThat(identity(ada().put("jti", "t-1").put("iat", 1_000_000_000)).token())
                .isEqualTo(new TokenMark("jti:t-1", 1_000_000_000_000L, 4_000_000_000_000L));
        assertThat(identity(ada()).token())
                .isEqualTo(
                        new TokenMark("sha256:gbIjcFQEao_64eph2wtdlTfCMdKa7HrSFDbEJCcuHEY", null, 4_000_000_000_000L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha256:abc", "jti:abc"})
    void noIdOfATokenCanPassForAHash(String jti) {
        assertThat(identity(ada().put("jti", jti)).token().id()).isEqualTo("jti:" + jti);
    }
}
