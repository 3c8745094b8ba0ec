package dev.verbatim.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.config.LlmSettings;
import dev.verbatim.config.PromptSettings;
import dev.verbatim.contract.AttemptSoFar;
import dev.verbatim.contract.DeltaKind;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.Heartbeat;
import dev.verbatim.contract.HeldReply;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.PendingReply;
import dev.verbatim.contract.TextChunk;
import dev.verbatim.contract.ToolCall;
import dev.verbatim.contract.Usage;
import dev.verbatim.contract.UsageSource;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeaseKeeperTest {
    private final Bench bench = new Bench();
    private final PendingReply reply = bench.storage.pending();

    @AfterEach
    void nothingIsLeft() {
        bench.assertIdle();
        bench.close();
    }

    @Test
    void beatsAlsoWithoutAReply() throws InterruptedException {
        Heartbeat first = bench.storage.beat(beat -> true);
        Heartbeat second = bench.storage.beat(beat -> true);

        assertThat(first.owner()).isEqualTo(Bench.ADDRESS);
        assertThat(first.claimLimit()).isEqualTo(Bench.SETTINGS.maxReplies());
        assertThat(first.mayTakeOver()).isFalse();
        assertThat(second.held()).isEmpty();
    }

    @Test
    void sendsOnlyTextThatStorageHasNotAcknowledged() throws InterruptedException {
        ScriptedProvider.Call call = bench.running(reply);

        call.inATurn(() -> {
            call.listener().onDelta(DeltaKind.TEXT, "Hello");
            call.listener().onDelta(DeltaKind.REASONING, "hm");
        });
        List<TextChunk> first =
                bench.storage.beat(LeaseKeeperTest::hasText).held().get(0).checkpoint();
        List<TextChunk> nothing =
                bench.storage.beat(LeaseKeeperTest::holdsOne).held().get(0).checkpoint();
        call.says(", world");
        List<TextChunk> second =
                bench.storage.beat(LeaseKeeperTest::hasText).held().get(0).checkpoint();

        assertThat(first)
                .containsExactly(
                        new TextChunk(DeltaKind.TEXT, 0, "Hello"), new TextChunk(DeltaKind.REASONING, 0, "hm"));
        assertThat(nothing).isEmpty();
        assertThat(second).containsExactly(new TextChunk(DeltaKind.TEXT, 5, ", world"));
        call.completes();
        bench.storage.ended();
    }

    @Test
    void aChunkThatWasNotAcknowledgedComesAgainAsItWas() throws InterruptedException {
        ScriptedProvider.Call call = bench.running(reply);
        bench.storage.loseAnswers();
        call.says("first");
        bench.storage.beat(LeaseKeeperTest::hasText);
        call.says(" second");

        Heartbeat again = bench.storage.beat(LeaseKeeperTest::hasText);
        assertThat(again.held().get(0).checkpoint()).containsExactly(new TextChunk(DeltaKind.TEXT, 0, "first"));

        bench.storage.comeBack();
        Heartbeat next = bench.storage.beat(
                beat -> hasText(beat) && beat.held().get(0).checkpoint().get(0).offset() > 0);
        assertThat(next.held().get(0).checkpoint()).containsExactly(new TextChunk(DeltaKind.TEXT, 5, " second"));
        call.completes();
        bench.storage.ended();
        assertThat(bench.storage.checkpointOf(reply)).isEqualTo("first second");
    }

    @Test
    void countsAndCallsAreToldWhenTheyAreNewAndUntilTheyAreStored() throws InterruptedException {
        ScriptedProvider.Call call = bench.running(reply).countsSoFar(7, 1);
        Usage usage = new Usage(UsageSource.PROVIDER, 7, 1, 0, 0, 0);

        assertThat(bench.storage.beat(LeaseKeeperTest::hasNews).held().get(0).soFar())
                .isEqualTo(new AttemptSoFar(usage, List.of()));
        assertThat(bench.storage.beat(LeaseKeeperTest::holdsOne).held().get(0).soFar())
                .isNull();
        bench.storage.loseAnswers();
        call.calls("clock", "{}");
        AttemptSoFar grown = new AttemptSoFar(usage, List.of(new ToolCall("c-clock", "clock", "{}")));
        for (int i = 0; i < 2; i++) {
            assertThat(bench.storage
                            .beat(LeaseKeeperTest::hasNews)
                            .held()
                            .get(0)
                            .soFar())
                    .isEqualTo(grown);
        }

        bench.storage.comeBack();
        bench.storage.beat(beat -> holdsOne(beat) && !hasNews(beat));
        call.completes();
        bench.storage.ended();
    }

    @Test
    void callsThatAreTooLongForABeatAreNotTold() throws InterruptedException {
        ScriptedProvider.Call call = bench.running(reply).calls("clock", "x".repeat(1 << 16));

        call.says("Hello");
        Heartbeat beat = bench.storage.beat(LeaseKeeperTest::hasText);

        assertThat(beat.held().get(0).soFar()).isNull();
        call.completes();
        bench.storage.ended();
    }

    private static boolean hasNews(Heartbeat beat) {
        return holdsOne(beat) && beat.held().get(0).soFar() != null;
    }

    @Test
    void whatAnOutageLeftUnsentGoesOutInPiecesAndEveryLeaseIsRenewedWithThem() throws InterruptedException {
        int count = 80;
        String backlog = "x" + "\uD83D\uDE00".repeat(35_000);
        try (Bench crowd = new Bench(manyLongReplies(count))) {
            crowd.storage.goDown();
            crowd.storage.beat(beat -> true);
            crowd.storage.comeBack();
            List<PendingReply> replies =
                    Stream.generate(crowd.storage::pending).limit(count).toList();
            for (PendingReply one : replies) {
                crowd.running(one).inATurn(crowd.storage::goDown).says(backlog).inATurn(crowd.storage::comeBack);
            }

            Heartbeat first = crowd.storage.beat(beat -> beat.held().size() == count);
            assertThat(textOf(first)).isLessThanOrEqualTo(4 << 20);
            assertThat(first.held()).allSatisfy(LeaseKeeperTest::assertSmall);

            Awaitility.await()
                    .untilAsserted(() -> assertThat(replies)
                            .allSatisfy(one ->
                                    assertThat(crowd.storage.checkpointOf(one)).isEqualTo(backlog)));
            replies.forEach(one -> crowd.stop(one, "u1"));
            crowd.assertIdle();
        }
    }

    private static LlmSettings manyLongReplies(int count) {
        return new LlmSettings(1, count, 5_000, 2_000, 20, 10, 1 << 30, 1 << 20, Bench.SETTINGS.providers());
    }

    private static int textOf(Heartbeat beat) {
        return beat.held().stream().mapToInt(LeaseKeeperTest::textOf).sum();
    }

    private static int textOf(HeldReply held) {
        return held.checkpoint().stream()
                .mapToInt(chunk -> chunk.text().length())
                .sum();
    }

    private static void assertSmall(HeldReply held) {
        assertThat(textOf(held)).isLessThanOrEqualTo(1 << 16);
        assertThat(held.checkpoint())
                .allSatisfy(chunk -> assertThat(Character.isHighSurrogate(
                                chunk.text().charAt(chunk.text().length() - 1)))
                        .isFalse());
    }

    @Test
    void oneBeatIsUnderWayAtATime() {
        Vertx vertx = Vertx.vertx();
        MessageBus bus = MessageBus.over(vertx);
        ScriptedStorage storage = new ScriptedStorage(bus);
        Promise<Void> answered = storage.holdBeats();
        LlmSetup setup = new LlmSetup(
                "verbatim.llm.n2.0",
                Bench.SETTINGS,
                Bench.CONTEXT,
                Bench.NO_RETRIES,
                PromptSettings.DEFAULT,
                new ScriptedDirectory(new ScriptedProvider(), List.of()),
                String::length,
                new AtomicLong()::incrementAndGet);
        LeaseKeeper keeper = LlmInstance.assemble(vertx, bus, setup).keeper();

        ticks(vertx, keeper, 5);
        awaitBeats(storage, 1);
        ticks(vertx, keeper, 5);
        answered.complete();
        Awaitility.await().until(() -> {
            ticks(vertx, keeper, 1);
            return storage.beatsUnread() >= 2;
        });
        Bench.await(vertx.close());
    }

    private static void ticks(Vertx vertx, LeaseKeeper keeper, int count) {
        Promise<Void> done = Promise.promise();
        vertx.runOnContext(here -> {
            for (int i = 0; i < count; i++) {
                keeper.tick();
            }
            done.complete();
        });
        Bench.await(done.future());
    }

    private static void awaitBeats(ScriptedStorage storage, int count) {
        Awaitility.await().until(() -> storage.beatsUnread() >= count);
        assertThat(storage.beatsUnread()).isEqualTo(count);
    }

    @Test
    void aStopThatOnlyTheHeartbeatTellsIsHeard() throws InterruptedException {
        ScriptedProvider.Call call = bench.running(reply);
        call.says("some");

        bench.storage.stopWanted(reply, "u9");

        assertThat(bench.storage.ended().status()).isEqualTo(EndStatus.STOPPED);
        call.awaitCancel();
    }

    @Test
    void mayTakeOverOnlyAfterALeaseOfItsOwnBeats() throws InterruptedException {
        Heartbeat early = bench.storage.beat(beat -> true);
        for (int i = 0; i < 5; i++) {
            bench.shiftMs.addAndGet(Bench.SETTINGS.leaseMs() / 4);
            bench.storage.beat(beat -> true);
            bench.storage.beat(beat -> true);
        }

        assertThat(early.mayTakeOver()).isFalse();
        bench.storage.beat(Heartbeat::mayTakeOver);
    }

    private static boolean holdsOne(Heartbeat beat) {
        return beat.held().size() == 1;
    }

    private static boolean hasText(Heartbeat beat) {
        return beat.held().stream().map(HeldReply::checkpoint).anyMatch(chunks -> !chunks.isEmpty());
    }
}
