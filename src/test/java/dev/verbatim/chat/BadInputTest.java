package dev.verbatim.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.config.AuthSettings;
import dev.verbatim.config.ChatSettings;
import dev.verbatim.config.RoomSettings;
import dev.verbatim.contract.AcceptMessage;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever a client sends: a typed error or a documented close, nothing stored, nothing leaked. */
@ExtendWith(VertxExtension.class)
class BadInputTest {
    private static final long SOON = System.currentTimeMillis() / 1000 + 600;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            no json                                                                    | bad_frame     | JSON
            {"event":"ping"                                                            | bad_frame     | JSON
            {"event":"ping"} {"event":"ping"}                                          | bad_frame     | One JSON object
            [1,2]                                                                      | bad_frame     | one JSON object
            {"event":"ping","event":"ping"}                                            | bad_frame     | twice
            {"event":7}                                                                | bad_frame     | event
            {"data":{}}                                                                | bad_frame     | event: is missing
            {"event":"dance"}                                                          | unknown_event | event
            {"event":"reconsider","data":{"roomId":"lobby"}}                           | unknown_event | event
            {"event":"join"}                                                           | bad_frame     | roomId: is missing
            {"event":"join","data":[]}                                                 | bad_frame     | data
            {"event":"join","data":{"roomId":7}}                                       | bad_frame     | roomId: must be a string
            {"event":"join","data":{"roomId":{"$ne":1}}}                               | bad_frame     | roomId: must be a string
            {"event":"join","data":{"roomId":"../etc"}}                                | bad_frame     | roomId
            {"event":"join","data":{"roomId":"lobby","rev":"1"}}                       | bad_frame     | rev
            {"event":"join","data":{"roomId":"lobby","rev":-1}}                        | bad_frame     | rev
            {"event":"join","data":{"roomId":"lobby","since":1e400}}                   | bad_frame     | since
            {"event":"join","data":{"roomId":"lobby","since":99999999999999999999999}} | bad_frame     | since
            {"event":"send","data":{"roomId":"lobby"}}                                 | bad_frame     | text: is missing
            {"event":"send","data":{"roomId":"lobby","text":" \\n "}}                  | bad_frame     | text
            {"event":"send","data":{"roomId":"lobby","text":"x","reply":"yes"}}        | bad_frame     | reply
            {"event":"send","data":{"roomId":"lobby","text":"x","model":"a\\r\\nb"}}   | bad_frame     | model
            {"event":"send","data":{"roomId":"lobby","text":"x","clientId":""}}        | bad_frame     | clientId
            {"event":"stop","data":{"roomId":"lobby","messageId":"1-2-3-4-5"}}         | bad_frame     | messageId
            {"event":"history","data":{"roomId":"lobby","before":0,"limit":1}}         | bad_frame     | before
            {"event":"history","data":{"roomId":"lobby","before":9,"limit":201}}       | bad_frame     | limit
            """)
    void aWrongFrameIsATypedErrorAndTheConnectionStays(String frame, String code, String says, Vertx vertx) {
        ChatNode node = ChatNode.start(vertx);
        TestClient ada = node.inLobby("ada");

        ada.raw(frame);
        JsonObject error = ada.next();

        assertThat(error.getString("event")).isEqualTo("error");
        assertThat(error.getJsonObject("data").getString("code")).isEqualTo(code);
        assertThat(error.getJsonObject("data").getString("message")).contains(says);
        assertThat(ada.ask("ping", new JsonObject()).getString("event")).isEqualTo("pong");
        assertThat(node.storage.asked(AcceptMessage.class)).isZero();
    }

    @Test
    void refIsEchoedAsItCameAlsoWithAnError(Vertx vertx) {
        TestClient ada = ChatNode.start(vertx).inLobby("ada");

        ada.raw("{\"ref\":{\"a\":[1,2.50,\"\\u00e9\",null]},\"event\":\"ping\"}");
        ada.raw("{\"ref\":\"r-2\",\"event\":\"send\",\"data\":{\"roomId\":\"lobby\"}}");
        ada.raw("{\"ref\":3,\"event\":\"join\",\"data\":{\"roomId\":");

        assertThat(ada.next().getValue("ref")).isEqualTo(new JsonObject("{\"a\":[1,2.50,\"é\",null]}"));
        assertThat(ada.next().getValue("ref")).isEqualTo("r-2");
        assertThat(ada.next().getValue("ref")).isEqualTo(3);
    }

    @Test
    void unknownFieldsArePassedOver(Vertx vertx) {
        TestClient ada = ChatNode.start(vertx).inLobby("ada");

        ada.raw("{\"event\":\"ping\",\"ref\":1,\"extra\":{\"__proto__\":[]},\"data\":{\"more\":[{\"x\":1}]}}");

        assertThat(ada.next().getString("event")).isEqualTo("pong");
    }

    @Test
    void tooDeepIsAnError(Vertx vertx) {
        TestClient ada = ChatNode.start(vertx).inLobby("ada");

        ada.raw("{\"event\":\"ping\",\"ref\":1,\"x\":" + "[".repeat(30_000) + "]".repeat(30_000) + "}");

        JsonObject error = ada.next();
        assertThat(error.getJsonObject("data").getString("code")).isEqualTo("bad_frame");
        assertThat(error.getJsonObject("data").getString("message")).contains("deep");
        assertThat(error.getValue("ref")).isEqualTo(1);
    }

    @Test
    void tooLongATextOrFrameIsAnErrorWhereItIsDeliveredWhole(Vertx vertx) {
        TestClient ada = ChatNode.start(vertx).inLobby("ada");
        String big = "{\"ref\":2,\"event\":\"ping\",\"x\":\"" + "y".repeat(70_000) + "\"}";

        JsonObject tooLong = ada.say("lobby", "x".repeat(1001));
        ada.socket().writeFrame(WebSocketFrame.textFrame(big.substring(0, 40_000), false));
        ada.socket().writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer(big.substring(40_000)), true));
        JsonObject tooLarge = ada.next();
        ada.raw(big);

        assertThat(tooLong.getJsonObject("data").getString("code")).isEqualTo("too_large");
        assertThat(tooLarge.getJsonObject("data").getString("code")).isEqualTo("too_large");
        assertThat(tooLarge.getInteger("ref")).isEqualTo(2);
        assertThat(ada.next()).isEqualTo(tooLarge);
        assertThat(ada.ask("ping", new JsonObject()).getString("event")).isEqualTo("pong");
    }

    @Test
    void whatTheTransportCannotDeliverCloses1009(Vertx vertx) {
        ChatNode node = ChatNode.start(vertx);
        TestClient ada = node.inLobby("ada");

        ada.socket().writeFrame(WebSocketFrame.textFrame("x".repeat(60_000), false));
        for (int i = 0; i < 4; i++) {
            ada.socket().writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer("x".repeat(60_000)), false));
        }

        assertThat(ada.closeCode()).isEqualTo(1009);
        Awaitility.await().until(() -> node.census().equals(new ChatVerticle.Census(0, 0, 0)));
    }

    /** The server may be gone before the client has written all of it: then it sees a broken connection, not the code. */
    @Test
    void anEndlessFrameIsCutShort(Vertx vertx) {
        ChatNode node = ChatNode.start(vertx);
        TestClient ada = node.inLobby("ada");

        ada.socket().writeTextMessage("x".repeat(10_000_000));

        assertThat(ada.closeCode()).isIn(1009, 1006);
        Awaitility.await().until(() -> node.census().equals(new ChatVerticle.Census(0, 0, 0)));
    }

    @Test
    void invalidUtf8Closes1007(Vertx vertx) {
        TestClient ada = ChatNode.start(vertx).inLobby("ada");

        ada.socket().writeFrame(WebSocketFrame.textFrame("\"", false));
        ada.socket().writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer(new byte[] {(byte) 0xc3, 0x28}), true));

        assertThat(ada.closeCode()).isEqualTo(1007);
    }

    @Test
    void framesAboveTheRateAreRefusedAndAFloodIsClosed(Vertx vertx) {
        ChatNode node = ChatNode.start(vertx, ChatNode.settings(limited(5)), 1);
        TestClient ada = node.connect("ada");

        for (int i = 0; i < 40; i++) {
            ada.socket().writeTextMessage("{\"event\":\"ping\",\"ref\":" + i + "}");
        }
        JsonObject refused = ada.next("error");

        assertThat(refused.getJsonObject("data").getString("code")).isEqualTo("rate_limited");
        assertThat(refused.getJsonObject("data").getLong("retryAfterMs")).isPositive();
        assertThat(refused.getInteger("ref")).isGreaterThan(5);
        assertThat(ada.closeCode()).isEqualTo(4429);
        assertThat(ada.unreadCount()).isLessThan(30);
    }

    private static ChatSettings limited(int framesPerSecond) {
        ChatSettings of = ChatNode.CHAT;
        return new ChatSettings(
                1,
                of.maxFrameBytes(),
                of.maxTextChars(),
                of.maxDepth(),
                framesPerSecond,
                of.viewerSoftBytes(),
                of.viewerHardBytes(),
                of.roomsPerConnection(),
                of.requestTimeoutMs(),
                of.revCheckMs(),
                of.pingMs());
    }

    @Test
    void anyFrameBeforeAuthIsRefusedAndClosed(Vertx vertx) {
        ChatNode node = ChatNode.start(vertx);
        TestClient nobody = node.connect();

        JsonObject refused = nobody.ask("join", new JsonObject().put("roomId", "lobby"));

        assertThat(refused.getJsonObject("data").getString("code")).isEqualTo("unauthenticated");
        assertThat(nobody.closeCode()).isEqualTo(4401);
        assertThat(node.census().rooms()).isZero();
    }

    @Test
    void noTokenInTimeCloses4401(Vertx vertx) {
        AuthSettings hasty = new AuthSettings(ChatNode.SECRET, true, 60, 0, 100, "", "");
        ChatNode node = ChatNode.start(
                vertx, ChatNode.settings(ChatNode.CHAT, hasty, new RoomSettings(false, "lobby", 50, 200), Set.of()), 1);

        assertThat(node.connect().closeCode()).isEqualTo(4401);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            not a token
            a.b.c
            eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEiLCJleHAiOjk5OTk5OTk5OTl9.
            eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEiLCJleHAiOjk5OTk5OTk5OTl9
            eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEiLCJleHAiOjk5OTk5OTk5OTl9.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
            eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEiLCJleHAiOjk5OTk5OTk5OTl9.AAAA
            """)
    void aForgedTokenIsRefusedAndClosed(String token, Vertx vertx) {
        refuses(ChatNode.start(vertx), token);
    }

    @Test
    void aTokenMustHaveAnExpiryAndAName(Vertx vertx) {
        ChatNode node = ChatNode.start(vertx);

        refuses(node, ChatNode.token(new JsonObject().put("sub", "ada")));
        refuses(node, ChatNode.token(new JsonObject().put("sub", "ada").put("exp", SOON - 700)));
        refuses(node, ChatNode.token(new JsonObject().put("sub", "ada").put("exp", "soon")));
        refuses(
                node,
                ChatNode.token(
                        new JsonObject().put("sub", "ada").put("exp", SOON).put("nbf", SOON)));
        refuses(node, ChatNode.token(new JsonObject().put("exp", SOON)));
        refuses(node, ChatNode.token(new JsonObject().put("sub", " ").put("exp", SOON)));
        refuses(node, ChatNode.token(new JsonObject().put("sub", 7).put("exp", SOON)));
        refuses(
                node,
                ChatNode.token(
                        new JsonObject().put("sub", "ada").put("tenant", "a/b").put("exp", SOON)));
    }

    private static void refuses(ChatNode node, String token) {
        TestClient forger = node.connect();
        JsonObject refused = forger.ask("auth", new JsonObject().put("token", token));
        assertThat(refused.getString("event")).isEqualTo("error");
        assertThat(refused.getJsonObject("data").getString("code")).isEqualTo("unauthenticated");
        assertThat(forger.closeCode()).isEqualTo(4401);
    }

    @Test
    void theHandshakeMayCarryTheToken(Vertx vertx) {
        ChatNode node = ChatNode.start(vertx);
        TestClient ada = node.connect(Map.of("Authorization", "Bearer " + ChatNode.token("ada")));
        TestClient forger = node.connect(Map.of("Authorization", "Bearer forged"));

        assertThat(ada.next().getJsonObject("data").getString("userId")).isEqualTo("ada");
        assertThat(ada.join("lobby").getString("event")).isEqualTo("joined");
        assertThat(forger.next().getJsonObject("data").getString("code")).isEqualTo("unauthenticated");
        assertThat(forger.closeCode()).isEqualTo(4401);
    }

    @Test
    void anExpiredTokenEndsAnOpenSessionUnlessItWasRenewed(Vertx vertx) {
        ChatNode node = ChatNode.start(vertx);
        TestClient ada = node.inLobby("ada");
        TestClient bob = node.inLobby("bob");
        bob.auth(ChatNode.token(new JsonObject().put("sub", "bob").put("exp", SOON + 10_000)));

        node.now.goAhead(700_000);

        assertThat(ada.closeCode()).isEqualTo(4401);
        assertThat(ada.next("error").getJsonObject("data").getString("code")).isEqualTo("unauthenticated");
        assertThat(bob.ask("ping", new JsonObject()).getString("event")).isEqualTo("pong");
    }

    @Test
    void aConnectionDoesNotChangeHands(Vertx vertx) {
        TestClient ada = ChatNode.start(vertx).inLobby("ada");

        JsonObject refused = ada.ask("auth", new JsonObject().put("token", ChatNode.token("eve")));

        assertThat(refused.getJsonObject("data").getString("code")).isEqualTo("forbidden");
    }

    @Test
    void logoutCloses4401(Vertx vertx) {
        TestClient ada = ChatNode.start(vertx).inLobby("ada");

        ada.send("logout", new JsonObject());

        assertThat(ada.closeCode()).isEqualTo(4401);
    }
}
