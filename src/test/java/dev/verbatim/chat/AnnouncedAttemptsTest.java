package dev.verbatim.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.DeltaKind;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.PendingReply;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What viewers have when an owner asks again: an attempt that is announced, and the text that stands. */
@ExtendWith(VertxExtension.class)
class AnnouncedAttemptsTest {
    private ChatNode node;
    private TestClient ada;
    private PendingReply reply;

    @BeforeEach
    void halfAnAnswer(Vertx vertx) {
        node = ChatNode.start(vertx);
        ada = node.inLobby("ada");
        ada.say("lobby", "Hello");
        reply = node.llm().nextRequested();
        node.llm().claim(reply);
        node.llm().say(reply, "One two thr");
        untilToken();
    }

    @Test
    void theNextAttemptIsAnnouncedAndReplacesTheText() {
        node.llm().begin(reply, "backup", 0);
        JsonObject start = nextStart();
        node.llm().say(reply, "Uno, dos, tres.");
        node.llm().complete(reply);

        assertThat(ada.untilEnds(1).getJsonObject("data").getInteger("attempt")).isEqualTo(2);
        assertThat(start.getInteger("attempt")).isEqualTo(2);
        assertThat(start.getInteger("offset")).isZero();
        assertThat(start.getString("provider")).isEqualTo("backup");
        assertThat(start.getString("model")).isEqualTo("backup-1");
        assertThat(start.getBoolean("fallback")).isTrue();
        assertThat(whole().messages()).containsEntry(2L, "Uno, dos, tres.");
    }

    @Test
    void aContinuedAttemptKeepsWhatStands() {
        node.llm().begin(reply, "backup", 8);
        JsonObject start = nextStart();
        node.llm().say(reply, "three.");
        node.llm().complete(reply);
        ada.untilEnds(1);

        assertThat(start.getInteger("offset")).isEqualTo(8);
        assertThat(whole().messages()).containsEntry(2L, "One two three.");
    }

    @Test
    void wordsBeforeTheirStartWaitForIt() {
        node.storage.dropFacts(true);
        node.llm().begin(reply, "backup", 8);
        node.llm().say(reply, "three.");
        node.llm().complete(reply);
        ada.untilEnds(1);

        assertThat(whole().messages()).containsEntry(2L, "One two three.");
    }

    @Test
    void whoMissedWordsThatStandIsGivenThem() {
        node.llm().mute(true);
        node.llm().say(reply, "ee four ");
        node.llm().mute(false);

        node.llm().begin(reply, "backup", "One two three four ".length());
        JsonObject start = nextStart();
        node.llm().say(reply, "five.");
        node.llm().complete(reply);
        ada.untilEnds(1);

        assertThat(start.getInteger("offset")).isEqualTo("One two thr".length());
        assertThat(whole().messages()).containsEntry(2L, "One two three four five.");
    }

    @Test
    void theTextOfAnEarlierAttemptComesBackWhereItStandsAtTheEnd() {
        node.llm().begin(reply, "backup", 0);
        nextStart();
        node.llm().endWith(reply, EndStatus.INTERRUPTED, "One two thr", null);
        ada.untilEnds(1);

        assertThat(whole().messages()).containsEntry(2L, "One two thr");
    }

    @Test
    void whoComesWhileItWaitsSeesTheOldTextAndThatItWaits() {
        node.llm().progress(reply, "waiting");
        ada.nextWhere(frame -> "waiting".equals(frame.getJsonObject("data").getString("state")));

        TestClient bob = node.inLobby("bob");
        JsonObject waiting = bob.nextWhere(
                frame -> "waiting".equals(frame.getJsonObject("data").getString("state")));

        assertThat(waiting.getJsonObject("data").getLong("retryAfterMs")).isEqualTo(250);
        assertThat(Transcript.of("lobby", bob.read()).textOf(reply.replyId().toString()))
                .isEqualTo("One two thr");
        node.llm().begin(reply, "backup", 0);
        node.llm().say(reply, DeltaKind.TEXT, "All of it.");
        node.llm().complete(reply);
        bob.untilEnds(1);
        assertThat(Transcript.of("lobby", bob.read()).messages()).containsEntry(2L, "All of it.");
    }

    /** The owner says it, storage the start: two senders, of which either may be heard first. */
    @Test
    void whatAnAttemptWaitsForIsToldThoughItIsHeardBeforeItsStart() {
        node.llm().progress(reply, 2, "waiting");
        node.llm().begin(reply, "backup", 0);
        nextStart();

        JsonObject waiting = ada.nextWhere(
                frame -> "waiting".equals(frame.getJsonObject("data").getString("state")));

        assertThat(waiting.getJsonObject("data").getLong("retryAfterMs")).isEqualTo(250);
    }

    private Transcript whole() {
        return Transcript.of("lobby", ada.read());
    }

    private void untilToken() {
        ada.nextWhere(frame -> frame.getJsonObject("data").containsKey("token"));
    }

    private JsonObject nextStart() {
        return ada.nextWhere(frame -> frame.getJsonObject("data").getInteger("attempt", 0) == 2
                        && frame.getJsonObject("data").getBoolean("start", false))
                .getJsonObject("data");
    }
}
