package dev.verbatim.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.PendingReply;
import dev.verbatim.contract.ReadChanges;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a viewer has when the bus loses facts and words, or an owner is lost: all of it, once. */
@ExtendWith(VertxExtension.class)
class LossTest {
    private ChatNode node;

    @BeforeEach
    void start(Vertx vertx) {
        node = ChatNode.start(vertx);
    }

    private static JsonObject untilEnd(TestClient client) {
        return client.untilEnds(1);
    }

    private static void untilToken(TestClient client) {
        client.nextWhere(frame -> frame.getJsonObject("data").containsKey("token"));
    }

    private PendingReply running(TestClient sender) {
        sender.say("lobby", "Hello");
        PendingReply reply = node.llm().nextRequested();
        node.llm().claim(reply);
        return reply;
    }

    @Test
    void withEveryFactLostViewersAreStillExact() {
        TestClient ada = node.inLobby("ada");
        TestClient bob = node.inLobby("bob");
        node.storage.dropFacts(true);

        PendingReply first = running(ada);
        node.llm().say(first, "Nobody heard the start.");
        untilToken(bob);
        node.llm().complete(first);
        untilEnd(bob);
        PendingReply second = running(ada);
        node.llm().endWith(second, EndStatus.COMPLETE, "Nobody heard anything.", null);
        ada.untilEnds(2);
        bob.untilEnds(2);

        Transcript bobs = Transcript.of("lobby", bob.read());
        assertThat(bobs.messages())
                .containsEntry(2L, "Nobody heard the start.")
                .containsEntry(4L, "Nobody heard anything.");
        assertThat(Transcript.of("lobby", ada.read()).messages()).isEqualTo(bobs.messages());
    }

    @Test
    void aGapIsFilledAtTheNextFact() {
        TestClient ada = node.inLobby("ada");
        JsonObject quiet =
                new JsonObject().put("roomId", "lobby").put("text", "Lost").put("reply", false);
        node.storage.dropFacts(true);
        ada.ask("send", quiet);
        node.storage.dropFacts(false);

        ada.ask("send", quiet.copy().put("text", "Heard"));
        ada.nextWhere(frame -> "Heard".equals(frame.getJsonObject("data").getString("text")));

        assertThat(Transcript.of("lobby", ada.read()).messages())
                .containsEntry(1L, "Lost")
                .containsEntry(2L, "Heard");
        assertThat(node.storage.asked(ReadChanges.class)).isPositive();
    }

    @Test
    void lostWordsAreAskedForAgain() {
        TestClient ada = node.inLobby("ada");
        PendingReply reply = running(ada);
        node.llm().say(reply, "One ");
        untilToken(ada);

        node.llm().mute(true);
        node.llm().say(reply, "two ");
        node.llm().mute(false);
        node.llm().say(reply, "three ");
        untilToken(ada);
        node.llm().complete(reply);
        untilEnd(ada);

        assertThat(Transcript.of("lobby", ada.read()).messages()).containsEntry(2L, "One two three ");
        assertThat(node.llm().watches()).isGreaterThan(1);
    }

    @Test
    void lastWordsThatWereLostComeFromTheStoredText() {
        TestClient ada = node.inLobby("ada");
        PendingReply reply = running(ada);
        node.llm().say(reply, "One ");
        untilToken(ada);

        node.llm().mute(true);
        node.llm().say(reply, "two.");
        node.llm().complete(reply);
        untilEnd(ada);

        assertThat(Transcript.of("lobby", ada.read()).messages()).containsEntry(2L, "One two.");
    }

    @Test
    void aWatcherThatWasDroppedWatchesAgain() {
        TestClient ada = node.inLobby("ada");
        PendingReply reply = running(ada);
        node.llm().say(reply, "One ");
        untilToken(ada);

        node.llm().dropWatchers(reply);
        node.llm().say(reply, "two ");
        untilToken(ada);

        assertThat(Transcript.of("lobby", ada.read()).textOf(reply.replyId().toString()))
                .isEqualTo("One two ");
    }

    @Test
    void handledTextIsAcknowledgedInSteps() {
        TestClient ada = node.inLobby("ada");
        PendingReply reply = running(ada);
        node.llm().say(reply, "x");
        untilToken(ada);

        for (int i = 0; i < 9; i++) {
            node.llm().say(reply, "y".repeat(8 * 1024));
        }

        assertThat(Take.from(node.llm().acked).chars()).isBetween(32 * 1024L, 42 * 1024L);
        assertThat(Take.from(node.llm().acked).chars()).isBetween(64 * 1024L, 75 * 1024L);
    }

    @Test
    void aTakeoverWhoseStartWasLostIsFoundInPostgres() {
        ScriptedLlm other = node.addLlm();
        TestClient ada = node.inLobby("ada");
        ada.say("lobby", "Hello");
        PendingReply reply = node.llm().nextRequested();
        node.llm().claim(reply);
        node.llm().say(reply, "The first att");
        untilToken(ada);

        node.llm().lose(reply);
        node.storage.dropFacts(true);
        other.claim(reply);
        other.say(reply, "The second attempt");
        untilToken(ada);
        other.complete(reply);
        untilEnd(ada);

        assertThat(Transcript.of("lobby", ada.read()).messages()).containsEntry(2L, "The second attempt");
    }

    @Test
    void aShorterStoredTextTakesBackWhatWasShown() {
        TestClient ada = node.inLobby("ada");
        PendingReply reply = running(ada);
        node.llm().say(reply, "Stored, and this is not");
        untilToken(ada);

        node.llm().endWith(reply, EndStatus.INTERRUPTED, "Stored", null);
        JsonObject start = ada.nextWhere(frame -> frame.getJsonObject("data").getBoolean("start", false));
        JsonObject end = untilEnd(ada);

        assertThat(start.getJsonObject("data").getInteger("offset")).isEqualTo(6);
        assertThat(end.getJsonObject("data").getInteger("offset")).isEqualTo(6);
        assertThat(end.getJsonObject("data").getString("status")).isEqualTo("interrupted");
    }

    @Test
    void aDatabaseThatIsAwayDoesNotStopTheWords() {
        TestClient ada = node.inLobby("ada");
        PendingReply reply = running(ada);
        node.llm().say(reply, "One ");
        untilToken(ada);

        node.storage.down(true);
        node.llm().say(reply, "two ");
        untilToken(ada);
        node.storage.dropFacts(true);
        node.llm().complete(reply);
        node.storage.down(false);
        untilEnd(ada);

        assertThat(Transcript.of("lobby", ada.read()).messages()).containsEntry(2L, "One two ");
    }

    @Test
    void nothingStaysWhenEverybodyIsGone() {
        TestClient ada = node.inLobby("ada");
        running(ada);
        for (int i = 0; i < 5; i++) {
            TestClient client = node.inLobby("user" + i);
            client.say("lobby", "Hello");
            client.close();
        }
        ada.close();

        Awaitility.await().until(() -> node.census().equals(new ChatVerticle.Census(0, 0, 0)));
    }
}
