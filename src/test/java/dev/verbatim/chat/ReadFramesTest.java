package dev.verbatim.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.MarkRead;
import dev.verbatim.contract.RoomKey;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How far somebody has read: it is written down, and their other connections hear it, wherever they are. */
class ReadFramesTest {
    private Vertx vertx;
    private ChatNode node;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        node = ChatNode.start(vertx, ChatNode.settings(ChatNode.CHAT), 2);
    }

    @AfterEach
    void stop() {
        Wait.on(vertx.close());
    }

    private static JsonObject upTo(long seq) {
        return new JsonObject().put("roomId", "lobby").put("seq", seq);
    }

    private TestClient withTwoMessages(String userId) {
        TestClient client = node.inLobby(userId);
        JsonObject quiet =
                new JsonObject().put("roomId", "lobby").put("text", "hello").put("reply", false);
        client.ask("send", quiet);
        client.ask("send", quiet);
        return client;
    }

    @Test
    void everyConnectionOfThePersonHearsItAndTheNextJoinKnowsIt() {
        TestClient ada = withTwoMessages("ada");
        TestClient phone = node.connect("ada");

        ada.send("read", upTo(1));

        for (TestClient each : List.of(phone, ada)) {
            JsonObject heard = each.next("read").getJsonObject("data");
            assertThat(heard).isEqualTo(upTo(1));
        }
        assertThat(node.connect("ada").join("lobby").getJsonObject("data").getLong("readSeq"))
                .isEqualTo(1);
    }

    @Test
    void nobodyElseHearsIt() {
        TestClient ada = withTwoMessages("ada");
        TestClient ben = node.inLobby("ben");
        node.storage.addRoom(new RoomKey("other", "lobby"), null);
        TestClient foreign = node.connect()
                .auth(ChatNode.token(new JsonObject()
                        .put("sub", "ada")
                        .put("tenant", "other")
                        .put("exp", System.currentTimeMillis() / 1000 + 600)));

        ada.send("read", upTo(2));
        ada.next("read");

        for (TestClient each : List.of(ben, foreign)) {
            each.ask("ping", new JsonObject());
            assertThat(each.read()).noneMatch(frame -> "read".equals(frame.getString("event")));
        }
        assertThat(node.connect("ben").join("lobby").getJsonObject("data").containsKey("readSeq"))
                .isFalse();
    }

    @Test
    void anAbsurdMarkIsTheLastMessageAndAnOldOneIsNone() {
        TestClient ada = withTwoMessages("ada");

        ada.send("read", upTo(Long.MAX_VALUE));
        assertThat(ada.next("read").getJsonObject("data").getLong("seq")).isEqualTo(2);

        ada.send("read", upTo(1));
        ada.ask(
                "send",
                new JsonObject().put("roomId", "lobby").put("text", "more").put("reply", false));
        ada.send("read", upTo(3));
        assertThat(ada.next("read").getJsonObject("data").getLong("seq")).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1.5", "\"1\"", "9223372036854775808", "null", "[1]", "{}"})
    void aMarkThatIsNoneIsRefused(String seq) {
        TestClient ada = node.inLobby("ada");

        ada.raw("{\"event\":\"read\",\"ref\":1,\"data\":{\"roomId\":\"lobby\",\"seq\":" + seq + "}}");
        JsonObject refused = ada.next("error").getJsonObject("data");

        assertThat(refused.getString("code")).isEqualTo("bad_frame");
        assertThat(ada.ask("ping", new JsonObject()).getString("event")).isEqualTo("pong");
    }

    @Test
    void aRoomThatWasNotJoinedIsNotMarked() {
        TestClient ada = node.connect("ada");

        assertThat(ada.ask("read", upTo(1)).getJsonObject("data").getString("code"))
                .isEqualTo("forbidden");
    }

    @Test
    void aFloodOfMarksIsOneQuestion() {
        TestClient ada = withTwoMessages("ada");

        for (int i = 0; i < 200; i++) {
            ada.send("read", upTo(1 + i % 2));
        }
        ada.nextWhere(frame -> "read".equals(frame.getString("event"))
                && frame.getJsonObject("data").getLong("seq") == 2);

        assertThat(node.storage.asked(MarkRead.class)).isLessThanOrEqualTo(3);
    }
}
