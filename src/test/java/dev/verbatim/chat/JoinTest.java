package dev.verbatim.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.JoinRoom;
import dev.verbatim.contract.PendingReply;
import dev.verbatim.contract.RoomKey;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Coming into a room at any moment: the snapshot and what follows it fit together exactly. */
@ExtendWith(VertxExtension.class)
class JoinTest {
    private ChatNode node;

    @BeforeEach
    void start(Vertx vertx) {
        node = ChatNode.start(vertx);
    }

    private PendingReply running(TestClient sender) {
        sender.say("lobby", "Hello");
        PendingReply reply = node.llm().nextRequested();
        node.llm().claim(reply);
        return reply;
    }

    private static JsonObject untilEnd(TestClient client) {
        return client.untilEnds(1);
    }

    @Test
    void whoJoinsInTheMiddleOfAnAnswerHasAllOfIt() {
        TestClient ada = node.inLobby("ada");
        PendingReply reply = running(ada);
        node.llm().say(reply, "One ");
        ada.nextWhere(frame -> "One ".equals(frame.getJsonObject("data").getString("token")));

        TestClient bob = node.connect("bob");
        JsonObject joined = bob.join("lobby");
        node.llm().say(reply, "two ");
        node.llm().complete(reply);
        untilEnd(bob);

        JsonObject listed = joined.getJsonObject("data").getJsonArray("replies").getJsonObject(0);
        assertThat(listed.getString("text")).isEqualTo("One ");
        assertThat(listed.getString("state")).isEqualTo("running");
        assertThat(listed.getString("model")).isEqualTo("demo-1");
        assertThat(Transcript.of("lobby", bob.read()).messages()).containsEntry(2L, "One two ");
    }

    @Test
    void theFirstViewerOfARunningAnswerGetsItsTextFromTheOwner() {
        TestClient ada = node.inLobby("ada");
        PendingReply reply = running(ada);
        node.llm().say(reply, "Said while somebody looked, ");
        ada.close();
        Awaitility.await().until(() -> node.census().rooms() == 0);
        node.llm().say(reply, "and while nobody did.");

        TestClient bob = node.connect("bob");
        JsonArray replies = bob.join("lobby").getJsonObject("data").getJsonArray("replies");

        assertThat(replies.getJsonObject(0).getString("text"))
                .isEqualTo("Said while somebody looked, and while nobody did.");
    }

    @Test
    void whatHappensWhileAJoinIsUnderWayIsInTheSnapshotOrAfterIt() {
        TestClient ada = node.inLobby("ada");
        PendingReply first = running(ada);
        node.llm().say(first, "Bef");
        TestClient bob = node.connect("bob");
        node.storage.holdJoins();
        int ref = bob.send("join", new JsonObject().put("roomId", "lobby"));
        Awaitility.await().until(() -> node.storage.asked(JoinRoom.class) == 2);

        node.llm().say(first, "ore");
        node.llm().complete(first);
        ada.say("lobby", "Second");
        PendingReply second = node.llm().nextRequested();
        node.llm().claim(second);
        node.llm().say(second, "During ");
        untilEnd(ada);
        node.storage.releaseJoins();
        JsonObject joined = bob.nextWhere(frame -> Integer.valueOf(ref).equals(frame.getValue("ref")));
        node.llm().say(second, "and after.");
        node.llm().complete(second);
        untilEnd(bob);

        Transcript room = Transcript.of("lobby", bob.read());
        assertThat(joined.getJsonObject("data").getJsonArray("messages")).hasSize(3);
        assertThat(joined.getJsonObject("data").getLong("seq")).isEqualTo(4);
        assertThat(room.messages())
                .containsEntry(1L, "Hello")
                .containsEntry(2L, "Before")
                .containsEntry(3L, "Second")
                .containsEntry(4L, "During and after.");
    }

    @Test
    void manyJoinersAmidAStreamAllEndWithTheSame() {
        TestClient ada = node.inLobby("ada");
        PendingReply reply = running(ada);
        TestClient[] others = new TestClient[10];

        for (int i = 0; i < others.length; i++) {
            node.llm().say(reply, "w" + i + ' ');
            others[i] = node.connect("user" + i);
            others[i].send("join", new JsonObject().put("roomId", "lobby"));
            node.llm().say(reply, "x" + i + ' ');
        }
        for (TestClient other : others) {
            other.next("joined");
        }
        node.llm().complete(reply);

        String whole = "w0 x0 w1 x1 w2 x2 w3 x3 w4 x4 w5 x5 w6 x6 w7 x7 w8 x8 w9 x9 ";
        for (TestClient other : others) {
            untilEnd(other);
            assertThat(Transcript.of("lobby", other.read()).messages()).containsEntry(2L, whole);
        }
    }

    @Test
    void joiningAgainGivesAFreshSnapshotAndLosesNothing() {
        TestClient ada = node.inLobby("ada");
        PendingReply reply = running(ada);
        node.llm().say(reply, "One ");

        JsonObject again =
                ada.ask("join", new JsonObject().put("roomId", "lobby").put("rev", 1));
        node.llm().say(reply, "two.");
        node.llm().complete(reply);
        untilEnd(ada);

        assertThat(again.getJsonObject("data").getBoolean("recovered")).isTrue();
        assertThat(again.getJsonObject("data").getJsonArray("messages")).isEmpty();
        Transcript room = Transcript.of("lobby", ada.read());
        assertThat(room.messages()).containsEntry(1L, "Hello").containsEntry(2L, "One two.");
    }

    @Test
    void aRoomThatIsNotThereAndOneOfSomebodyElseLookTheSame() {
        node.storage.addRoom(new RoomKey("main", "private"), "bob");
        TestClient ada = node.connect("ada");

        JsonObject theirs = ada.join("private").getJsonObject("data");
        JsonObject none = ada.join("nowhere").getJsonObject("data");

        assertThat(theirs.getString("code")).isEqualTo("not_found");
        assertThat(theirs.copy().put("roomId", "")).isEqualTo(none.copy().put("roomId", ""));
        assertThat(node.census().rooms()).isZero();
    }

    @Test
    void anotherTenantsRoomIsAnotherRoom() {
        TestClient eve = node.connect()
                .auth(ChatNode.token(new JsonObject()
                        .put("sub", "ada")
                        .put("tenant", "other")
                        .put("exp", System.currentTimeMillis() / 1000 + 600)));

        assertThat(eve.join("lobby").getJsonObject("data").getString("code")).isEqualTo("not_found");
    }

    @Test
    void nothingMayBeAskedOfARoomThatWasNotJoined() {
        TestClient ada = node.connect("ada");
        JsonObject stop =
                new JsonObject().put("roomId", "lobby").put("messageId", "00000000-0000-4000-8000-000000000000");

        assertThat(ada.say("lobby", "Hello").getJsonObject("data").getString("code"))
                .isEqualTo("forbidden");
        assertThat(ada.say("nowhere", "Hello").getJsonObject("data").getString("code"))
                .isEqualTo("forbidden");
        assertThat(ada.ask("stop", stop).getJsonObject("data").getString("code"))
                .isEqualTo("forbidden");
        assertThat(ada.ask(
                                "history",
                                new JsonObject()
                                        .put("roomId", "lobby")
                                        .put("before", 9)
                                        .put("limit", 1))
                        .getJsonObject("data")
                        .getString("code"))
                .isEqualTo("forbidden");
    }

    @Test
    void whoLeftHearsNothingMore() {
        TestClient ada = node.inLobby("ada");
        TestClient bob = node.inLobby("bob");

        JsonObject left = bob.ask("leave", new JsonObject().put("roomId", "lobby"));
        ada.say("lobby", "Hello");
        ada.next("message");

        assertThat(left.getString("event")).isEqualTo("left");
        assertThat(bob.ask("ping", new JsonObject()).getString("event")).isEqualTo("pong");
        assertThat(bob.read().stream().filter(frame -> "message".equals(frame.getString("event"))))
                .isEmpty();
    }

    @Test
    void whenTheLastOneLeavesNothingIsWatchedAnyMore() {
        TestClient ada = node.inLobby("ada");
        PendingReply reply = running(ada);
        node.llm().say(reply, "One");
        ada.nextWhere(frame -> frame.getJsonObject("data").containsKey("token"));
        assertThat(node.llm().watchers(reply)).isEqualTo(1);

        ada.ask("leave", new JsonObject().put("roomId", "lobby"));

        Awaitility.await().until(() -> node.llm().watchers(reply) == 0);
        assertThat(node.census()).isEqualTo(new ChatVerticle.Census(1, 0, 0));
        ada.close();
        Awaitility.await().until(() -> node.census().connections() == 0);
    }

    @Test
    void aConnectionFollowsOnlySoManyRooms() {
        for (int i = 0; i < 5; i++) {
            node.storage.addRoom(new RoomKey("main", "room" + i), null);
        }
        TestClient ada = node.connect("ada");
        for (int i = 0; i < 4; i++) {
            assertThat(ada.join("room" + i).getString("event")).isEqualTo("joined");
        }

        assertThat(ada.join("room4").getJsonObject("data").getString("code")).isEqualTo("limit_exceeded");
        assertThat(ada.join("room0").getString("event")).isEqualTo("joined");
    }

    @Test
    void aJoinWhileTheDatabaseIsAwayIsRefusedWithATime() {
        TestClient ada = node.connect("ada");
        node.storage.down(true);

        JsonObject refused = ada.join("lobby").getJsonObject("data");
        node.storage.down(false);

        assertThat(refused.getString("code")).isEqualTo("storage_unavailable");
        assertThat(refused.getLong("retryAfterMs")).isEqualTo(700);
        assertThat(ada.join("lobby").getString("event")).isEqualTo("joined");
    }

    @Test
    void anOwnerThatIsGoneDoesNotKeepAnybodyOut() {
        TestClient ada = node.inLobby("ada");
        PendingReply reply = running(ada);
        node.llm().lose(reply);
        ada.close();
        Awaitility.await().until(() -> node.census().rooms() == 0);

        JsonObject joined = node.connect("bob").join("lobby").getJsonObject("data");

        assertThat(joined.getJsonArray("replies").getJsonObject(0).getString("text"))
                .isEmpty();
        assertThat(joined.getJsonArray("replies").getJsonObject(0).getInteger("attempt"))
                .isEqualTo(1);
    }
}
