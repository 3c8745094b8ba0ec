package dev.verbatim.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.config.LlmSettings;
import dev.verbatim.config.RoomSettings;
import dev.verbatim.config.StorageSettings;
import dev.verbatim.contract.AcceptMessage;
import dev.verbatim.contract.Accepted;
import dev.verbatim.contract.Author;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.OpenReply;
import dev.verbatim.contract.PendingReply;
import dev.verbatim.contract.ReplyEnded;
import dev.verbatim.contract.ReplyFact;
import dev.verbatim.contract.ReplyRequested;
import dev.verbatim.contract.ReplySlot;
import dev.verbatim.contract.RequestStop;
import dev.verbatim.contract.ReserveReply;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.StopRecorded;
import dev.verbatim.contract.Topics;
import dev.verbatim.contract.UsageSource;
import dev.verbatim.llm.provider.Turn;
import dev.verbatim.storage.StorageOptions;
import dev.verbatim.storage.StorageVerticle;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Owners of replies against the real storage: epochs, leases, promotion and stop as Postgres has them. */
class OwnershipIT {
    private static final RoomKey LOBBY = new RoomKey("main", "lobby");
    private static final Author ANN = new Author("u1", "Ann");
    private static final long LEASE_MS = 1_500;
    private static final long ASK_MS = 10_000;
    private static final LlmSettings SETTINGS =
            new LlmSettings(1, 8, 5_000, LEASE_MS, 50, 25, 1 << 20, 100_000, Bench.SETTINGS.providers());

    private final Vertx vertx = Vertx.vertx();
    private final MessageBus bus = MessageBus.over(vertx);
    private final ScriptedProvider provider = new ScriptedProvider();
    private final BlockingQueue<ReplyEnded> ended = new LinkedBlockingQueue<>();

    OwnershipIT() {
        StorageSettings storage = new StorageSettings(1, 2, 1, 256, 1_000, 1 << 24, 5_000, 200, 2);
        StorageOptions options = new StorageOptions(
                TestPostgres.freshDatabase(), storage, LEASE_MS, new RoomSettings(false, "lobby", 50, 200));
        Bench.await(vertx.deployVerticle(new StorageVerticle(options, bus, 0)));
        bus.consume(Topics.REPLIES, this::heard);
    }

    @AfterEach
    void close() {
        assertThat(ended).as("a second ending").isEmpty();
        Bench.await(vertx.close());
    }

    @Test
    void anAnswerIsStoredWithItsUsageAndShownToTheNextQuestion() throws InterruptedException {
        LlmVerticle owner = deployed(0);
        ask("First?");
        provider.opened().says("One.").counts(9, 2).completes();
        ReplyEnded first = endedReply();

        ask("Second?");
        ScriptedProvider.Call second = provider.opened();
        second.says("Two.").completes();
        ReplyEnded last = endedReply();

        assertThat(first.message().text()).isEqualTo("One.");
        assertThat(first.message().usage()).isNotNull();
        assertThat(first.message().costPico()).isEqualTo(9L * 2 + 2L * 3);
        assertThat(second.request().turns()).extracting(Turn::text).containsExactly("First?", "One.", "Second?");
        assertThat(Objects.requireNonNull(last.message().usage()).source()).isEqualTo(UsageSource.ESTIMATED);
        Bench.assertIdle(owner);
    }

    @Test
    void queuedRepliesAreRunOneAfterTheOtherByWhoEndedTheOneBefore() throws InterruptedException {
        LlmVerticle owner = deployed(0);
        ask("a");
        OpenReply second = accept("b");
        OpenReply third = accept("c");

        for (String answer : new String[] {"A", "B", "C"}) {
            provider.opened().says(answer).completes();
        }

        assertThat(endedReply().message().text()).isEqualTo("A");
        assertThat(endedReply().message().messageId()).isEqualTo(second.replyId());
        assertThat(endedReply().message().messageId()).isEqualTo(third.replyId());
        Bench.assertIdle(owner);
    }

    @Test
    void aReplyThatNobodyWasToldOfIsSweptUp() throws InterruptedException {
        LlmVerticle owner = deployed(0);
        OpenReply reply = accept("anybody?");

        provider.opened().says("Here.").completes();

        assertThat(endedReply().message().messageId()).isEqualTo(reply.replyId());
        Bench.assertIdle(owner);
    }

    @Test
    void aReplyLeftBehindIsBegunAnewByAnotherOwnerAndEndsOnce() throws InterruptedException {
        LlmVerticle first = deployed(0);
        ask("who answers?");
        ScriptedProvider.Call lost = provider.opened().says("half an ans");
        LlmVerticle second = deployed(1);

        Bench.await(first.drain(1));
        lost.awaitCancel();
        provider.opened().says("whole answer").completes();

        ReplyEnded end = endedReply();
        assertThat(end.message().text()).isEqualTo("whole answer");
        assertThat(end.message().status()).isEqualTo(EndStatus.COMPLETE);
        assertThat(end.epoch()).isEqualTo(2);
        assertThat(end.attempt()).isEqualTo(2);
        Bench.assertIdle(first);
        Bench.assertIdle(second);
    }

    @Test
    void aStopIsHeardThroughTheHeartbeatAlone() throws InterruptedException {
        LlmVerticle owner = deployed(0);
        OpenReply reply = ask("long story?");
        ScriptedProvider.Call call = provider.opened().says("Once upon");

        StopRecorded recorded =
                Bench.await(bus.request(Topics.STOP.of(LOBBY), new RequestStop(LOBBY, reply.replyId(), ANN), ASK_MS));

        ReplyEnded end = endedReply();
        call.awaitCancel();
        assertThat(recorded.owner()).isEqualTo(Topics.llmInstance("n1", 0));
        assertThat(end.message().status()).isEqualTo(EndStatus.STOPPED);
        assertThat(end.message().text()).isEqualTo("Once upon");
        assertThat(end.stoppedBy()).isEqualTo("u1");
        Bench.assertIdle(owner);
    }

    private LlmVerticle deployed(int instance) {
        LlmVerticle verticle = new LlmVerticle(
                Topics.llmInstance("n1", instance),
                new LlmSections(SETTINGS, Bench.CONTEXT, Bench.NO_RETRIES),
                new ScriptedDirectory(provider, List.of()),
                String::length,
                () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
        Bench.await(vertx.deployVerticle(verticle));
        return verticle;
    }

    private OpenReply ask(String text) {
        ReplySlot slot = Bench.await(bus.request(Topics.RESERVE, new ReserveReply(LOBBY, null), ASK_MS));
        OpenReply reply = accept(text);
        PendingReply pending = new PendingReply(LOBBY, reply.replyId(), reply.seq(), reply.replyTo(), null);
        bus.send(Topics.REQUESTED.at(slot.owner()), new ReplyRequested(pending, slot.slotId()));
        return reply;
    }

    private OpenReply accept(String text) {
        AcceptMessage message =
                new AcceptMessage(LOBBY, ANN, text, UUID.randomUUID().toString(), null, true);
        Accepted accepted = Bench.await(bus.request(Topics.ACCEPT.of(LOBBY), message, ASK_MS));
        return Objects.requireNonNull(accepted.reply());
    }

    private void heard(ReplyFact fact) {
        if (fact instanceof ReplyEnded end) {
            ended.add(end);
        }
    }

    private ReplyEnded endedReply() throws InterruptedException {
        ReplyEnded end = ended.poll(Bench.PATIENCE_S, TimeUnit.SECONDS);
        if (end == null) {
            throw new AssertionError("nothing ended");
        }
        return end;
    }
}
