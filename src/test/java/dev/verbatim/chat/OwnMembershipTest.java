package dev.verbatim.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.Member;
import dev.verbatim.contract.MemberChanged;
import dev.verbatim.contract.MemberRole;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.RoomChanged;
import dev.verbatim.contract.RoomDetails;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.RoomOptions;
import dev.verbatim.contract.Topics;
import dev.verbatim.contract.Visibility;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Somebody who becomes a member of a room that they do not look at hears it all the same, and nobody else does. */
@ExtendWith(VertxExtension.class)
class OwnMembershipTest {
    private static final RoomKey DEN = new RoomKey("main", "den");
    private static final RoomKey MARK = new RoomKey("main", "mark");

    private ChatNode node;

    @BeforeEach
    void start(Vertx vertx) {
        node = ChatNode.start(vertx, ChatNode.settings(ChatNode.CHAT), 2);
    }

    private void becomes(RoomKey room, String userId, boolean removed) {
        Member member = new Member(userId, userId, MemberRole.VIEWER);
        MemberChanged fact = new MemberChanged(room, 2, member, removed, !removed, "owner");
        MessageBus.over(node.vertx).publish(Topics.ROOMS, fact, room);
    }

    private void isRemoved(RoomKey room, String... members) {
        RoomDetails details = new RoomDetails(room.roomId(), Visibility.PRIVATE, RoomOptions.DEFAULT);
        RoomChanged fact = new RoomChanged(room, 3, details, true, "owner", List.of(members));
        MessageBus.over(node.vertx).publish(Topics.ROOMS, fact, room);
    }

    private static JsonObject member(TestClient client) {
        return client.next("member").getJsonObject("data");
    }

    private static String token(JsonObject more) {
        return ChatNode.token(new JsonObject()
                .put("sub", "ada")
                .put("exp", System.currentTimeMillis() / 1000 + 600)
                .mergeIn(more));
    }

    @Test
    void everyConnectionOfThePersonHearsItWhateverItLooksAt() {
        TestClient nowhere = node.connect("ada");
        TestClient elsewhere = node.inLobby("ada");

        becomes(DEN, "ada", false);
        becomes(DEN, "ada", true);

        for (TestClient ada : new TestClient[] {nowhere, elsewhere}) {
            JsonObject added = member(ada);
            assertThat(added.getString("roomId")).isEqualTo("den");
            assertThat(added.getString("role")).isEqualTo("viewer");
            assertThat(added.containsKey("removed")).isFalse();
            assertThat(member(ada).getBoolean("removed")).isTrue();
        }
    }

    @Test
    void whoseRoomIsGoneHearsItAtEveryConnectionOnceAndNobodyElseDoes() {
        TestClient nowhere = node.connect("ada");
        TestClient elsewhere = node.inLobby("ada");
        TestClient ben = node.connect("ben");
        TestClient foreign = node.connect().auth(token(new JsonObject().put("tenant", "other")));

        isRemoved(DEN, "ada", "cleo");
        isRemoved(MARK, "ben");

        for (TestClient ada : new TestClient[] {nowhere, elsewhere}) {
            JsonObject gone = ada.next("room").getJsonObject("data");
            assertThat(gone).isEqualTo(new JsonObject().put("roomId", "den").put("removed", true));
        }
        assertThat(ben.next("room").getJsonObject("data").getString("roomId")).isEqualTo("mark");
        foreign.ask("ping", new JsonObject());
        assertThat(foreign.read()).noneMatch(frame -> "room".equals(frame.getString("event")));
    }

    @Test
    void whoLooksAtTheRoomThatIsGoneHearsItFromTheRoomAlone() {
        TestClient ada = node.inLobby("ada");
        long rev = ada.join("lobby").getJsonObject("data").getLong("rev");
        RoomDetails details = new RoomDetails("lobby", Visibility.PUBLIC, RoomOptions.DEFAULT);
        RoomChanged fact = new RoomChanged(ChatNode.LOBBY, rev + 1, details, true, "owner", List.of("ada"));

        MessageBus.over(node.vertx).publish(Topics.ROOMS, fact, ChatNode.LOBBY);

        ada.next("left");
        ada.ask("ping", new JsonObject());
        assertThat(ada.read())
                .filteredOn(frame -> "room".equals(frame.getString("event")))
                .hasSize(1);
    }

    @Test
    void nobodyElseHearsIt() {
        TestClient ben = node.connect("ben");
        TestClient foreign = node.connect().auth(token(new JsonObject().put("tenant", "other")));

        becomes(DEN, "ada", false);
        becomes(MARK, "ben", false);
        becomes(new RoomKey("other", "mark"), "ada", false);

        assertThat(member(ben).getString("roomId")).isEqualTo("mark");
        assertThat(member(foreign).getString("roomId")).isEqualTo("mark");
    }

    @Test
    void aTokenThatIsNotGoodForItHearsNothing() {
        TestClient elsewhere = node.connect().auth(token(new JsonObject().put("rooms", new JsonArray().add("mark"))));
        TestClient writer = node.connect().auth(token(new JsonObject().put("scope", "messages:write")));

        becomes(DEN, "ada", false);
        becomes(MARK, "ada", false);

        assertThat(member(elsewhere).getString("roomId")).isEqualTo("mark");
        assertThat(writer.ask("ping", new JsonObject()).getString("event")).isEqualTo("pong");
        assertThat(writer.read()).noneMatch(frame -> "member".equals(frame.getString("event")));
    }
}
