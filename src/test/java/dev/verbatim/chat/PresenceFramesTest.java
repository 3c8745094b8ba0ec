package dev.verbatim.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.Member;
import dev.verbatim.contract.MemberChanged;
import dev.verbatim.contract.MemberRole;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.Topics;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is in the room, as everybody in it hears, on whichever verticle they are. */
class PresenceFramesTest {
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

    private static List<String> users(JsonObject presence) {
        return presence.getJsonArray("users").stream()
                .map(user -> ((JsonObject) user).getString("userId"))
                .toList();
    }

    private static JsonObject until(TestClient client, String... userIds) {
        return client.nextWhere(frame -> "presence".equals(frame.getString("event"))
                && users(frame.getJsonObject("data")).equals(List.of(userIds)));
    }

    @Test
    void whoJoinsSeesThemselvesAndThenEverybody() {
        TestClient ada = node.connect("ada");
        JsonObject joined = ada.join("lobby");

        assertThat(users(joined.getJsonObject("data").getJsonObject("presence")))
                .containsExactly("ada");

        TestClient ben = node.inLobby("ben");
        TestClient cleo = node.inLobby("cleo");
        for (TestClient each : List.of(ada, ben, cleo)) {
            JsonObject heard = until(each, "ada", "ben", "cleo").getJsonObject("data");
            assertThat(heard.getString("roomId")).isEqualTo("lobby");
            assertThat(heard.getInteger("count")).isEqualTo(3);
        }
    }

    @Test
    void onePersonIsOneHoweverManyConnectionsAndGoesWithTheLast() {
        TestClient ada = node.inLobby("ada");
        TestClient bens = node.inLobby("ben");
        TestClient bensPhone = node.inLobby("ben");
        until(ada, "ada", "ben");

        bens.close();
        bensPhone.send("leave", new JsonObject().put("roomId", "lobby"));

        until(ada, "ada");
        assertThat(ada.read())
                .filteredOn(frame -> "presence".equals(frame.getString("event")))
                .allSatisfy(frame -> assertThat(frame.getJsonObject("data").getInteger("count"))
                        .isLessThanOrEqualTo(2));
    }

    @Test
    void whoIsTakenOutOfTheRoomDisappears() {
        TestClient ada = node.inLobby("ada");
        TestClient ben = node.inLobby("ben");
        until(ada, "ada", "ben");

        Member gone = new Member("ben", "ben", MemberRole.MEMBER);
        MemberChanged fact = new MemberChanged(ChatNode.LOBBY, 1, gone, true, false, "ada");
        MessageBus.over(vertx).publish(Topics.ROOMS, fact, ChatNode.LOBBY);

        ben.next("left");
        until(ada, "ada");
        int heard = ben.read().size();
        ben.ask("ping", new JsonObject());
        assertThat(ben.read().subList(heard, ben.read().size()))
                .noneMatch(frame -> "presence".equals(frame.getString("event")));
    }

    @Test
    void anotherTenantsRoomOfTheSameNameIsAnotherRoom() {
        node.storage.addRoom(new RoomKey("other", "lobby"), null);
        TestClient ada = node.inLobby("ada");
        TestClient eve = node.connect()
                .auth(ChatNode.token(new JsonObject()
                        .put("sub", "eve")
                        .put("tenant", "other")
                        .put("exp", System.currentTimeMillis() / 1000 + 600)));
        eve.join("lobby");
        TestClient ben = node.inLobby("ben");

        until(ada, "ada", "ben");
        until(ben, "ada", "ben");

        assertThat(eve.ask("ping", new JsonObject()).getString("event")).isEqualTo("pong");
        assertThat(eve.read()).noneMatch(frame -> "presence".equals(frame.getString("event")));
    }
}
