package dev.verbatim.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.ClaimOffer;
import dev.verbatim.contract.DeltaKind;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.PendingReply;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A message's walk as its sender and its room see it. */
@ExtendWith(VertxExtension.class)
class ConversationTest {
    private ChatNode node;

    @BeforeEach
    void start(Vertx vertx) {
        node = ChatNode.start(vertx);
    }

    @Test
    void anAnswerStreamsFromStartToEnd() {
        TestClient ada = node.inLobby("ada");

        JsonObject sent = ada.say("lobby", "Hello");
        PendingReply reply = node.llm().nextRequested();
        node.llm().claim(reply);
        node.llm().say(reply, "Hi ");
        node.llm().say(reply, "\"there\"\n\uD83D\uDE00");
        node.llm().complete(reply);
        JsonObject end = ada.untilEnds(1);

        Transcript room = Transcript.of("lobby", ada.read());
        assertThat(sent.getString("event")).isEqualTo("sent");
        assertThat(sent.getJsonObject("data").getString("replyId"))
                .isEqualTo(reply.replyId().toString());
        assertThat(room.messages()).containsEntry(1L, "Hello").containsEntry(2L, "Hi \"there\"\n\uD83D\uDE00");
        assertThat(end.getJsonObject("data").getString("status")).isEqualTo("complete");
        assertThat(end.getJsonObject("data").getString("reason")).isEqualTo("stop");
        assertThat(end.getJsonObject("data").getValue("cost")).isEqualTo("0.0000015");
        assertThat(end.getJsonObject("data").getInstant("ts")).isNotNull();
        assertThat(room.rev()).isEqualTo(3);
    }

    @Test
    void sentComesBeforeItsOwnMessageWhoeverIsFirst() {
        TestClient ada = node.inLobby("ada");

        for (boolean answerFirst : List.of(true, false)) {
            node.storage.answerFirst(answerFirst);
            for (int i = 0; i < 20; i++) {
                ada.send(
                        "send",
                        new JsonObject()
                                .put("roomId", "lobby")
                                .put("text", "Hello")
                                .put("reply", false));
            }
            for (int i = 0; i < 20; i++) {
                ada.next("message");
            }
        }

        List<String> events =
                ada.read().stream().map(frame -> frame.getString("event")).toList();
        for (int i = 0, sent = 0, messages = 0; i < events.size(); i++) {
            sent += "sent".equals(events.get(i)) ? 1 : 0;
            messages += "message".equals(events.get(i)) ? 1 : 0;
            assertThat(sent).isGreaterThanOrEqualTo(messages);
        }
        assertThat(Transcript.of("lobby", ada.read()).messages()).hasSize(40);
    }

    @Test
    void everybodyInTheRoomSeesTheSame() {
        TestClient ada = node.inLobby("ada");
        TestClient bob = node.inLobby("bob");

        ada.say("lobby", "Hello");
        PendingReply reply = node.llm().nextRequested();
        node.llm().claim(reply);
        node.llm().say(reply, DeltaKind.REASONING, "thinking");
        for (int i = 0; i < 50; i++) {
            node.llm().say(reply, "word" + i + ' ');
        }
        node.llm().complete(reply);
        ada.untilEnds(1);
        bob.untilEnds(1);

        Transcript adas = Transcript.of("lobby", ada.read());
        Transcript bobs = Transcript.of("lobby", bob.read());
        assertThat(adas.messages()).isEqualTo(bobs.messages()).hasSize(2);
        assertThat(bobs.messages().get(2L)).startsWith("word0 word1 ").endsWith("word49 ");
        assertThat(bob.read().stream().filter(frame -> "sent".equals(frame.getString("event"))))
                .isEmpty();
    }

    @Test
    void aMessageWithoutReplyAsksNoModel() {
        TestClient ada = node.inLobby("ada");

        JsonObject sent = ada.ask(
                "send",
                new JsonObject().put("roomId", "lobby").put("text", "Hello").put("reply", false));

        assertThat(sent.getJsonObject("data").containsKey("replyId")).isFalse();
        assertThat(node.llm().requested).isEmpty();
    }

    @Test
    void aRepeatedSendIsTheSameMessageAndItsPlaceIsGivenBack() {
        TestClient ada = node.inLobby("ada");
        JsonObject data =
                new JsonObject().put("roomId", "lobby").put("text", "Hello").put("clientId", "c-1");

        JsonObject first = ada.ask("send", data);
        JsonObject again = ada.ask("send", data);
        JsonObject other = ada.ask("send", data.copy().put("text", "Something else"));

        assertThat(again.getJsonObject("data")).isEqualTo(first.getJsonObject("data"));
        assertThat(other.getJsonObject("data").getString("code")).isEqualTo("conflict");
        assertThat(Take.from(node.llm().released)).isEqualTo(2L);
        assertThat(Take.from(node.llm().released)).isEqualTo(3L);
        assertThat(node.llm().requested).hasSize(1);
    }

    @Test
    void anOwnersOfferGoesWithTheMessageAndWhatIsClaimedByItIsNotAskedForAgain() {
        TestClient ada = node.inLobby("ada");
        node.llm().offerClaims();

        ada.ask(
                "send",
                new JsonObject().put("roomId", "lobby").put("text", "Hello").put("model", "big"));
        ClaimOffer offer = Take.from(node.storage.takenOffers);
        ada.say("lobby", "Again");

        assertThat(offer.asked()).isEqualTo("big");
        assertThat(offer.owner()).isEqualTo(node.llm().address);
        assertThat(offer.slotId()).isEqualTo(1);
        assertThat(node.llm().requested).as("asked for by chat").isEmpty();
        assertThat(node.llm().released).as("places given back").isEmpty();
    }

    @Test
    void aReplyBehindAnotherWaitsWithItsPosition() {
        TestClient ada = node.inLobby("ada");
        ada.say("lobby", "One");
        PendingReply first = node.llm().nextRequested();
        node.llm().claim(first);

        String second = ada.say("lobby", "Two").getJsonObject("data").getString("replyId");
        String third = ada.say("lobby", "Three").getJsonObject("data").getString("replyId");
        JsonObject queued = ada.nextWhere(frame -> isState(frame, third));
        node.llm().complete(first);
        JsonObject moved = ada.nextWhere(frame -> isState(frame, third));

        assertThat(queued.getJsonObject("data").getInteger("position")).isEqualTo(2);
        assertThat(queued.getJsonObject("data").getLong("seq")).isEqualTo(6);
        assertThat(moved.getJsonObject("data").getInteger("position")).isEqualTo(1);
        assertThat(Take.from(node.llm().released)).isEqualTo(2L);
        JsonObject joined = ada.join("lobby").getJsonObject("data");
        assertThat(joined.getJsonArray("replies").getJsonObject(0).getString("messageId"))
                .isEqualTo(second);
        assertThat(joined.getJsonArray("replies").getJsonObject(0).getString("state"))
                .isEqualTo("pending");
        assertThat(joined.getJsonArray("replies").getJsonObject(1).getInteger("position"))
                .isEqualTo(1);
    }

    private static boolean isState(JsonObject frame, String messageId) {
        JsonObject data = frame.getJsonObject("data");
        return messageId.equals(data.getString("messageId")) && "queued".equals(data.getString("state"));
    }

    @Test
    void nothingIsStoredWhereNoModelHasRoom() {
        TestClient ada = node.inLobby("ada");
        node.llm().full(true);

        JsonObject refused = ada.say("lobby", "Hello").getJsonObject("data");

        assertThat(refused.getString("code")).isEqualTo("at_capacity");
        assertThat(refused.getLong("retryAfterMs")).isEqualTo(900);
        assertThat(ada.join("lobby").getJsonObject("data").getLong("seq")).isZero();
    }

    @Test
    void aDatabaseThatIsAwayRefusesSendsAndGivesThePlaceBack() {
        TestClient ada = node.inLobby("ada");
        node.storage.down(true);

        JsonObject refused = ada.say("lobby", "Hello").getJsonObject("data");

        assertThat(refused.getString("code")).isEqualTo("storage_unavailable");
        assertThat(refused.getLong("retryAfterMs")).isEqualTo(700);
        assertThat(Take.from(node.llm().released)).isEqualTo(1L);
    }

    @Test
    void aFailedReplyIsAnErrorAndThenAnEnd() {
        TestClient ada = node.inLobby("ada");
        ada.say("lobby", "Hello");
        PendingReply reply = node.llm().nextRequested();
        node.llm().claim(reply);
        node.llm().say(reply, "Half an ans");

        node.llm().end(reply, EndStatus.FAILED, FailureCode.PROVIDER_UNAVAILABLE);
        JsonObject error = ada.next("error").getJsonObject("data");
        JsonObject end = ada.next().getJsonObject("data");

        assertThat(error.getString("code")).isEqualTo("provider_unavailable");
        assertThat(error.getString("messageId")).isEqualTo(reply.replyId().toString());
        assertThat(error.getString("roomId")).isEqualTo("lobby");
        assertThat(error.containsKey("retryAfterMs"))
                .as("only the provider knows when it is back")
                .isFalse();
        assertThat(end.getString("status")).isEqualTo("failed");
        assertThat(Transcript.of("lobby", ada.read()).messages()).containsEntry(2L, "Half an ans");
    }

    @Test
    void whyAReplyFailedIsToldAgainInTheSameWords() {
        TestClient ada = node.inLobby("ada");
        ada.say("lobby", "Hello");
        PendingReply reply = node.llm().nextRequested();
        node.llm().claim(reply);
        node.llm().end(reply, EndStatus.FAILED, FailureCode.PROVIDER_RATE_LIMITED);
        JsonObject live = ada.next("error").getJsonObject("data");

        JsonObject joined = node.connect("bob").join("lobby");
        JsonObject history = ada.ask(
                "history",
                new JsonObject().put("roomId", "lobby").put("before", 3).put("limit", 2));

        JsonObject told =
                new JsonObject().put("code", live.getString("code")).put("message", live.getString("message"));
        for (JsonObject page : List.of(joined, history)) {
            JsonArray messages = page.getJsonObject("data").getJsonArray("messages");
            assertThat(messages.getJsonObject(0).containsKey("error")).isFalse();
            assertThat(messages.getJsonObject(1).getJsonObject("error")).isEqualTo(told);
        }
    }

    @Test
    void whenTheProviderSaidToTryAgainIsTold() {
        TestClient ada = node.inLobby("ada");
        ada.say("lobby", "Hello");
        PendingReply reply = node.llm().nextRequested();
        node.llm().claim(reply);

        node.llm().end(reply, EndStatus.FAILED, FailureCode.PROVIDER_RATE_LIMITED);

        assertThat(ada.next("error").getJsonObject("data").getLong("retryAfterMs"))
                .isEqualTo(2_500);
    }

    @Test
    void stopIsWrittenAndToldToTheOwner() {
        TestClient ada = node.inLobby("ada");
        ada.say("lobby", "Hello");
        PendingReply reply = node.llm().nextRequested();
        node.llm().claim(reply);
        JsonObject data = new JsonObject()
                .put("roomId", "lobby")
                .put("messageId", reply.replyId().toString());

        JsonObject stopping = ada.ask("stop", data);
        assertThat(Take.from(node.llm().stops).request().userId()).isEqualTo("ada");
        node.llm().end(reply, EndStatus.STOPPED, null);
        JsonObject late = ada.ask("stop", data);
        JsonObject none = ada.ask("stop", data.copy().put("messageId", "00000000-0000-4000-8000-000000000000"));

        assertThat(stopping.getString("event")).isEqualTo("stopping");
        assertThat(late.getString("event")).isEqualTo("already_ended");
        assertThat(none.getJsonObject("data").getString("code")).isEqualTo("not_found");
    }

    @Test
    void historyPagesBack() {
        TestClient ada = node.inLobby("ada");
        for (int i = 1; i <= 5; i++) {
            ada.ask(
                    "send",
                    new JsonObject().put("roomId", "lobby").put("text", "m" + i).put("reply", false));
        }

        JsonObject page = ada.ask(
                "history",
                new JsonObject().put("roomId", "lobby").put("before", 4).put("limit", 2));

        assertThat(page.getString("event")).isEqualTo("history");
        assertThat(page.getJsonObject("data").getBoolean("more")).isTrue();
        assertThat(page.getJsonObject("data").getJsonArray("messages").stream()
                        .map(message -> ((JsonObject) message).getString("text")))
                .containsExactly("m2", "m3");
    }

    @Test
    void progressIsShownAndALateComerSeesItToo() {
        TestClient ada = node.inLobby("ada");
        ada.say("lobby", "Hello");
        PendingReply reply = node.llm().nextRequested();
        node.llm().claim(reply);
        node.llm().say(reply, "Words");
        ada.nextWhere(frame -> frame.getJsonObject("data").containsKey("token"));

        node.llm().progress(reply, "saving");
        JsonObject saving = ada.nextWhere(frame -> frame.getJsonObject("data").containsKey("state"));
        TestClient bob = node.inLobby("bob");

        assertThat(saving.getJsonObject("data").getString("state")).isEqualTo("saving");
        assertThat(saving.getJsonObject("data").getLong("retryAfterMs")).isEqualTo(250);
        assertThat(bob.next("stream")).isEqualTo(saving);
    }

    @Test
    void aSecondAttemptStartsAgainAndLateWordsOfTheFirstAreDropped() {
        ScriptedLlm other = node.addLlm();
        TestClient ada = node.inLobby("ada");
        ada.say("lobby", "Hello");
        PendingReply reply = node.llm().requested.isEmpty() && !other.requested.isEmpty()
                ? other.nextRequested()
                : node.llm().nextRequested();
        node.llm().claim(reply);
        node.llm().say(reply, "The first att");
        ada.nextWhere(frame -> frame.getJsonObject("data").containsKey("token"));

        other.claim(reply);
        node.llm().say(reply, "empt");
        other.say(reply, "The second attempt");
        other.complete(reply);
        ada.untilEnds(1);

        Transcript room = Transcript.of("lobby", ada.read());
        assertThat(room.messages()).containsEntry(2L, "The second attempt");
    }

    @Test
    void halfOfASurrogatePairTravelsAsItIs() {
        TestClient ada = node.inLobby("ada");
        ada.say("lobby", "Hello");
        PendingReply reply = node.llm().nextRequested();
        node.llm().claim(reply);

        node.llm().say(reply, "a\uD83Db");
        node.llm().complete(reply);
        ada.untilEnds(1);

        assertThat(Transcript.of("lobby", ada.read()).messages()).containsEntry(2L, "a\uD83Db");
    }
}
