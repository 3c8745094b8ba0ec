package dev.verbatim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.boot.Gateway;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.MessagePosted;
import dev.verbatim.contract.ReplyEnded;
import dev.verbatim.contract.ReplyStarted;
import dev.verbatim.contract.RoomFact;
import dev.verbatim.contract.Topics;
import dev.verbatim.contract.UsageRecorded;
import dev.verbatim.testing.ChatClient;
import dev.verbatim.testing.Gateways;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** One message's walk through every room of the house, with two verticles of each kind, a real Postgres and the demo provider. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WalkIT {
    private final List<RoomFact> facts = new CopyOnWriteArrayList<>();
    private final List<UsageRecorded> usage = new CopyOnWriteArrayList<>();
    private Gateway gateway;

    @BeforeAll
    void start() {
        gateway = Gateways.on(TestPostgres.freshDatabase());
        MessageBus bus = MessageBus.over(gateway.vertx());
        bus.consume(Topics.MESSAGES, facts::add);
        bus.consume(Topics.REPLIES, facts::add);
        bus.consume(Topics.USAGE, usage::add);
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    @Test
    void aMessageWalksFromFrameToStreamToStorage() {
        try (ChatClient ada = ChatClient.guest(gateway.chatUrl());
                ChatClient bob = ChatClient.guest(gateway.chatUrl())) {
            ada.join("walk");
            bob.join("walk");

            JsonObject sent = ada.say("walk", "Hello, my name is Ada", "c-1", null);
            String reply = sent.getString("replyId");
            JsonObject end = bob.awaitEnd(reply);

            assertThat(end.getString("status")).isEqualTo("complete");
            assertThat(bob.textOf(reply)).hasSize(end.getInteger("offset")).isNotBlank();
            ada.awaitEnd(reply);
            assertThat(ada.textOf(reply)).isEqualTo(bob.textOf(reply));
            eachStepIsOnItsTopic(bob.textOf(reply));
            whoJoinsLaterReadsTheSame(reply, bob.textOf(reply));
        }
    }

    private void eachStepIsOnItsTopic(String text) {
        Awaitility.await().until(() -> facts.size() >= 3 && !usage.isEmpty());
        assertThat(facts).extracting(RoomFact::rev).containsExactly(1L, 2L, 3L);
        assertThat(facts.get(0)).isInstanceOf(MessagePosted.class);
        assertThat(facts.get(1)).isInstanceOf(ReplyStarted.class);
        assertThat(facts.get(2))
                .isInstanceOfSatisfying(
                        ReplyEnded.class,
                        ended -> assertThat(ended.message().text()).isEqualTo(text));
        assertThat(usage).singleElement().satisfies(row -> {
            assertThat(row.attempt()).isEqualTo(1);
            assertThat(row.result().usage().outputTokens()).isPositive();
        });
    }

    private void whoJoinsLaterReadsTheSame(String reply, String text) {
        try (ChatClient late = ChatClient.guest(gateway.chatUrl())) {
            JsonObject joined = late.join("walk");

            assertThat(joined.getJsonArray("messages")).hasSize(2);
            assertThat(late.textOf(reply)).isEqualTo(text);
        }
    }
}
