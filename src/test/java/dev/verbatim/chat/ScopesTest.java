package dev.verbatim.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.AcceptMessage;
import dev.verbatim.contract.RoomKey;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A token takes away: what it has no scope for is forbidden, and a room that it is not for is not there. */
@ExtendWith(VertxExtension.class)
class ScopesTest {
    private static final RoomKey TEAM = new RoomKey("main", "team");

    private ChatNode node;

    @BeforeEach
    void start(Vertx vertx) {
        node = ChatNode.start(vertx);
        node.storage.addRoom(TEAM, null);
    }

    private static JsonObject ada() {
        return new JsonObject().put("sub", "ada").put("exp", System.currentTimeMillis() / 1000 + 600);
    }

    private static JsonObject in(String roomId) {
        return new JsonObject().put("roomId", roomId);
    }

    private static String outcome(JsonObject answer) {
        return "error".equals(answer.getString("event"))
                ? answer.getJsonObject("data").getString("code")
                : answer.getString("event");
    }

    private static JsonObject dataOf(String event) {
        JsonObject data = in("lobby");
        return switch (event) {
            case "send" -> data.put("text", "Hello").put("reply", false);
            case "history" -> data.put("before", 9).put("limit", 1);
            case "stop" -> data.put("messageId", "00000000-0000-4000-8000-000000000001");
            default -> data;
        };
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            rooms:read messages:read                  | join    | joined
            rooms:read                                | join    | forbidden
            messages:read                             | join    | forbidden
            admin                                     | join    | forbidden
            rooms:read messages:read                  | send    | forbidden
            rooms:read messages:read messages:write   | send    | sent
            rooms:read messages:read                  | stop    | forbidden
            rooms:read messages:read messages:write   | stop    | not_found
            messages:write                            | history | forbidden
            rooms:read messages:read                  | history | history
            rooms:read messages:read                  | leave   | left
            admin                                     | ping    | pong
            """)
    void aFrameNeedsItsScope(String scopes, String event, String outcome) {
        TestClient ada = node.connect().auth(ChatNode.token(ada().put("scope", scopes)));
        if (!event.equals("join")) {
            ada.join("lobby");
        }

        assertThat(outcome(ada.ask(event, dataOf(event)))).isEqualTo(outcome);

        assertThat(node.storage.asked(AcceptMessage.class)).isEqualTo(outcome.equals("sent") ? 1 : 0);
    }

    @Test
    void aRoomThatATokenIsNotForIsNotThere() {
        String onlyLobby = ChatNode.token(ada().put("rooms", new JsonArray().add("lobby")));
        TestClient ada = node.connect().auth(onlyLobby);

        JsonObject lobby = ada.join("lobby");
        JsonObject team = ada.join("team");
        JsonObject nowhere = node.connect("bob").join("nowhere");

        assertThat(outcome(lobby)).isEqualTo("joined");
        assertThat(team.getJsonObject("data").getString("code"))
                .isEqualTo(nowhere.getJsonObject("data").getString("code"));
        assertThat(team.getJsonObject("data").getString("message"))
                .isEqualTo(nowhere.getJsonObject("data").getString("message"));
    }

    @Test
    void whoIsAnOperatorNoMoreLeavesTheRoomsOfThatTime() {
        String all = "rooms:read messages:read messages:write";
        TestClient op = node.connect().auth(ChatNode.token(ada().put("scope", all + " admin")));
        op.join("lobby");

        op.auth(ChatNode.token(ada().put("scope", all)));

        assertThat(op.read().toString()).contains("\"event\":\"left\"");
        assertThat(outcome(op.ask("history", in("lobby").put("before", 9).put("limit", 1))))
                .isEqualTo("forbidden");
        assertThat(outcome(op.join("lobby"))).isEqualTo("joined");
    }

    @Test
    void aNarrowerTokenLeavesTheRoomsThatItIsNotFor() {
        TestClient ada = node.connect("ada");
        ada.join("lobby");
        ada.join("team");

        ada.auth(ChatNode.token(ada().put("rooms", new JsonArray().add("team"))));
        TestClient bob = node.inLobby("bob");
        bob.ask("send", in("lobby").put("text", "Of the lobby").put("reply", false));
        bob.join("team");
        bob.ask("send", in("team").put("text", "Of the team").put("reply", false));
        JsonObject message = ada.next("message");

        assertThat(message.getJsonObject("data").getString("text")).isEqualTo("Of the team");
        assertThat(ada.read().toString()).contains("\"event\":\"left\"").doesNotContain("Of the lobby");
        assertThat(outcome(ada.ask("history", in("lobby").put("before", 9).put("limit", 1))))
                .isEqualTo("not_found");
    }
}
