package dev.verbatim.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.AcceptMessage;
import dev.verbatim.contract.ReadRevocations;
import dev.verbatim.contract.RevokeTokens;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that are taken back: by their bearers and by the operator, on every connection and at every door. */
@ExtendWith(VertxExtension.class)
class RevocationTest {
    private static final int VERTICLES = 3;

    private ChatNode node;
    private Http http;

    @BeforeEach
    void start(Vertx vertx) {
        node = ChatNode.start(vertx, ChatNode.settings(ChatNode.CHAT), VERTICLES);
        http = Http.of(node);
    }

    private static JsonObject claims(String userId) {
        return new JsonObject().put("sub", userId).put("exp", System.currentTimeMillis() / 1000 + 600);
    }

    private static String token(String userId, String jti) {
        return ChatNode.token(claims(userId).put("jti", jti));
    }

    private static Map<String, String> bearer(String token) {
        return Map.of("Authorization", "Bearer " + token);
    }

    private static Map<String, String> operator() {
        return bearer(ChatNode.token(claims("op").put("scope", "admin")));
    }

    private TestClient inLobby(String token) {
        TestClient client = node.connect().auth(token);
        client.join("lobby");
        return client;
    }

    /** Each verticle of its own accord, and a moment later where facts are lost. */
    private void assertRefused(String token) {
        Awaitility.await().untilAsserted(() -> {
            JsonObject frame = node.connect().ask("auth", new JsonObject().put("token", token));
            JsonObject header = node.connect(bearer(token)).next();

            assertThat(frame.getJsonObject("data").getString("code")).isEqualTo("unauthenticated");
            assertThat(header.getJsonObject("data").getString("code")).isEqualTo("unauthenticated");
            assertThat(http.post("/api/logout", bearer(token), "").status()).isEqualTo(401);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void logoutEndsEveryConnectionOfTheTokenAndNoOther(boolean factsAreLost) {
        node.storage.dropFacts(factsAreLost);
        String token = token("ada", "1");
        TestClient first = inLobby(token);
        TestClient second = inLobby(token);
        TestClient third = inLobby(token);
        TestClient other = inLobby(token("ada", "2"));

        first.send("logout", new JsonObject());

        assertThat(first.closeCode()).isEqualTo(4401);
        assertThat(second.next("error").getJsonObject("data").getString("message"))
                .isEqualTo("The token was taken back.");
        assertThat(second.closeCode()).isEqualTo(4401);
        assertThat(third.closeCode()).isEqualTo(4401);
        assertThat(other.ask("ping", new JsonObject()).getString("event")).isEqualTo("pong");
        assertRefused(token);
    }

    private static List<String> tokenIds(int count) {
        return IntStream.range(0, count).mapToObj(i -> "gone-" + i).toList();
    }

    /** As after a time in which neither the bus nor storage could be heard. */
    @Test
    void whatTheBusHasSaidLastIsNotTakenForAllThatCameBefore() {
        TestClient last = inLobby(token("ada", "gone-299"));
        node.storage.down(true);
        node.storage.takeBack(tokenIds(300));
        assertThat(last.closeCode()).isEqualTo(4401);

        node.storage.down(false);

        assertRefused(token("ada", "gone-0"));
    }

    @Test
    void aClockThatRanAheadAndIsPutBackBringsNoTokenBack() {
        node.storage.takeBack(tokenIds(300));
        assertRefused(token("ada", "gone-0"));
        node.now.goAhead(3_600_000);
        long looks = node.storage.asked(ReadRevocations.class);
        Awaitility.await().until(() -> node.storage.asked(ReadRevocations.class) > looks + 2 * VERTICLES);

        node.now.goAhead(-3_600_000);
        long later = node.storage.asked(ReadRevocations.class);
        Awaitility.await().until(() -> node.storage.asked(ReadRevocations.class) > later + 2 * VERTICLES);

        assertThat(http.post("/api/logout", bearer(token("ada", "gone-0")), "").status())
                .isEqualTo(401);
    }

    @Test
    void logoutOverHttpEndsTheConnectionsToo() {
        String token = token("ada", "1");
        TestClient ada = inLobby(token);

        assertThat(http.post("/api/logout", bearer(token), "").status()).isEqualTo(204);

        assertThat(ada.closeCode()).isEqualTo(4401);
        assertRefused(token);
    }

    @Test
    void nothingIsDoneForWhoIsLeaving() {
        TestClient ada = inLobby(token("ada", "1"));

        ada.send("logout", new JsonObject());
        ada.send("send", new JsonObject().put("roomId", "lobby").put("text", "Too late"));

        assertThat(ada.closeCode()).isEqualTo(4401);
        assertThat(node.storage.asked(AcceptMessage.class)).isZero();
    }

    @Test
    void aLogoutThatIsNotDurableIsSaidAndEndsTheConnection() {
        String token = token("ada", "1");
        TestClient ada = inLobby(token);
        TestClient second = inLobby(token);
        node.storage.down(true);

        JsonObject answer = ada.ask("logout", new JsonObject());

        assertThat(answer.getJsonObject("data").getString("code")).isEqualTo("storage_unavailable");
        assertThat(ada.closeCode()).isEqualTo(4401);
        assertThat(second.ask("ping", new JsonObject()).getString("event")).isEqualTo("pong");
    }

    @Test
    void theOperatorTakesBackATokenByItsId() {
        TestClient ada = inLobby(token("ada", "1"));
        TestClient other = inLobby(token("ada", "2"));

        Http.Answer answer = http.post("/api/revocations", operator(), "{\"jti\":\"1\"}");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(new JsonObject(answer.body()).getString("tenant")).isEqualTo("main");
        assertThat(ada.closeCode()).isEqualTo(4401);
        assertThat(other.ask("ping", new JsonObject()).getString("event")).isEqualTo("pong");
    }

    @Test
    void theOperatorTakesBackAUsersTokensAndTheUserMayComeBackWithANewerOne() {
        long now = System.currentTimeMillis() / 1000;
        String old = ChatNode.token(claims("ada").put("iat", now - 5));
        String undated = ChatNode.token(claims("ada"));
        String newer = ChatNode.token(claims("ada").put("iat", now + 100));
        TestClient ada = inLobby(old);
        TestClient bob = inLobby(ChatNode.token(claims("bob").put("iat", now - 5)));
        node.now.goAhead(200_000);

        assertThat(http.post("/api/revocations", operator(), "{\"userId\":\"ada\"}")
                        .status())
                .isEqualTo(201);

        assertThat(ada.closeCode()).isEqualTo(4401);
        assertRefused(old);
        assertRefused(undated);
        assertThat(node.connect().auth(newer).ask("ping", new JsonObject()).getString("event"))
                .isEqualTo("pong");
        assertThat(bob.ask("ping", new JsonObject()).getString("event")).isEqualTo("pong");
    }

    @Test
    void anotherTenantsTokensAreNotTheOperators() {
        TestClient ada = node.connect().auth(ChatNode.token(claims("ada").put("tenant", "other")));

        http.post("/api/revocations", operator(), "{\"userId\":\"ada\"}");
        Awaitility.await().until(() -> node.storage.asked(RevokeTokens.class) == 1);

        assertThat(ada.ask("ping", new JsonObject()).getString("event")).isEqualTo("pong");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            `{}`                                                    | 400
            `[]`                                                    | 400
            `not json`                                              | 400
            `{"userId":"ada","jti":"1"}`                            | 400
            `{"userId":7}`                                          | 400
            `{"userId":""}`                                         | 400
            `{"userId":"ada","tenant":"other"}`                     | 400
            `{"userId":"ada","expiresAt":"soon"}`                   | 400
            `{"userId":"ada","expiresAt":"2001-01-01T00:00:00Z"}`   | 400
            `{"userId":"ada","expiresAt":"9999-01-01T00:00:00Z"}`   | 400
            """)
    void aBodyThatSaysNobodyIsRefused(String body, int status) {
        assertThat(http.post("/api/revocations", operator(), body).status()).isEqualTo(status);

        assertThat(node.storage.asked(RevokeTokens.class)).isZero();
    }

    @Test
    void onlyTheOperatorTakesBackOthersTokens() {
        String body = "{\"userId\":\"ada\"}";

        assertThat(http.post("/api/revocations", Map.of(), body).status()).isEqualTo(401);
        assertThat(http.post("/api/revocations", bearer(token("eve", "1")), body)
                        .status())
                .isEqualTo(403);
        assertThat(node.storage.asked(RevokeTokens.class)).isZero();
    }

    /** Whoever came in before it is known what was taken back does nothing until it is. */
    @Test
    void nobodyDoesAnythingUntilItIsKnownWhatWasTakenBack() {
        Vertx own = Vertx.vertx();
        ChatNode empty = ChatNode.start(own, ChatNode.settings(ChatNode.CHAT), 0);
        empty.storage.down(true);
        empty.addChat(0);

        TestClient ada = empty.connect("ada");
        JsonObject refused = ada.join("lobby");
        int status = Http.of(empty)
                .post("/api/logout", bearer(token("ada", "1")), "")
                .status();
        empty.storage.down(false);

        assertThat(refused.getJsonObject("data").getString("message"))
                .isEqualTo("It is not known yet who may come in.");
        assertThat(status).isEqualTo(503);
        Awaitility.await().until(() -> "joined".equals(ada.join("lobby").getString("event")));
        own.close().await();
    }
}
