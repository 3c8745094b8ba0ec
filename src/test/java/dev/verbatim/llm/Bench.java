package dev.verbatim.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.config.ContextSettings;
import dev.verbatim.config.LlmSettings;
import dev.verbatim.config.ProviderLimits;
import dev.verbatim.config.ProviderTimeouts;
import dev.verbatim.config.RetrySettings;
import dev.verbatim.contract.Acked;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.PendingReply;
import dev.verbatim.contract.ReleaseSlot;
import dev.verbatim.contract.ReplyRequested;
import dev.verbatim.contract.ReplySlot;
import dev.verbatim.contract.ReserveReply;
import dev.verbatim.contract.StopReply;
import dev.verbatim.contract.StopRequest;
import dev.verbatim.contract.Topics;
import dev.verbatim.contract.WatchReply;
import dev.verbatim.contract.WatchedReply;
import dev.verbatim.testing.Patience;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;

/** One LLM verticle between a scripted storage and a scripted provider, on a bus of its own. */
final class Bench implements AutoCloseable {
    static final long PATIENCE_S = Patience.SECONDS;
    static final String ADDRESS = Topics.llmInstance("n1", 0);
    /** Runs out in no test by itself. */
    static final long SLOT_MS = 600_000;

    static final LlmSettings SETTINGS = new LlmSettings(
            1,
            4,
            SLOT_MS,
            2_000,
            20,
            10,
            1 << 20,
            1_000,
            new ProviderLimits(new ProviderTimeouts(1_000, 1_000, 1_000, 1_000, 10_000), 10, 5, 1_000, 100));
    /** As the real ones, but that nothing is worth asking again unless a test says so. */
    static final RetrySettings NO_RETRIES = new RetrySettings(6, 0, 0, 5, 20, 60_000);

    static final ContextSettings CONTEXT = new ContextSettings(1_000, 50, 100, "You are Verbatim.");

    final Vertx vertx = Vertx.vertx();
    final MessageBus bus = MessageBus.over(vertx);
    final ScriptedStorage storage = new ScriptedStorage(bus);
    final ScriptedProvider provider = new ScriptedProvider();
    final AtomicLong shiftMs = new AtomicLong();
    final ScriptedDirectory directory;
    final LlmVerticle verticle;

    Bench() {
        this(SETTINGS);
    }

    Bench(LlmSettings settings) {
        this(settings, String::length);
    }

    Bench(LlmSettings settings, TokenCounter counter) {
        this(new LlmSections(settings, CONTEXT, NO_RETRIES), counter, List.of());
    }

    /** One that asks again, and has these providers beside its own. */
    Bench(RetrySettings retry, ScriptedProvider... others) {
        this(new LlmSections(SETTINGS, CONTEXT, retry), String::length, List.of(others));
    }

    private Bench(LlmSections sections, TokenCounter counter, List<ScriptedProvider> others) {
        directory = new ScriptedDirectory(provider, others);
        verticle = new LlmVerticle(ADDRESS, sections, directory, counter, this::now);
        await(vertx.deployVerticle(verticle));
    }

    static LlmSettings settings(int maxReplies, long endingsBytes) {
        return settings(1, maxReplies, endingsBytes);
    }

    static LlmSettings settings(int instances, int maxReplies, long endingsBytes) {
        return new LlmSettings(
                instances, maxReplies, SLOT_MS, 2_000, 20, 10, endingsBytes, 1_000, SETTINGS.providers());
    }

    /** Another verticle of the same node. */
    LlmVerticle deploySibling(int instance, LlmSettings settings) {
        ScriptedDirectory directory = new ScriptedDirectory(provider, List.of());
        LlmVerticle sibling = new LlmVerticle(
                Topics.llmInstance("n1", instance),
                new LlmSections(settings, CONTEXT, NO_RETRIES),
                directory,
                String::length,
                this::now);
        await(vertx.deployVerticle(sibling));
        return sibling;
    }

    private long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime()) + shiftMs.get();
    }

    static <T> T await(Future<T> future) {
        try {
            return future.await(PATIENCE_S, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("nothing happened", e);
        }
    }

    Future<ReplySlot> reserve() {
        return bus.request(Topics.RESERVE, new ReserveReply(ScriptedStorage.ROOM, null), PATIENCE_S * 1_000);
    }

    void release(ReplySlot slot) {
        bus.send(Topics.RELEASE.at(slot.owner()), new ReleaseSlot(slot.slotId()));
    }

    void request(PendingReply reply, ReplySlot slot) {
        bus.send(Topics.REQUESTED.at(slot.owner()), new ReplyRequested(reply, slot.slotId()));
    }

    /** Reserves, requests, and waits for the provider's request. */
    ScriptedProvider.Call running(PendingReply reply) throws InterruptedException {
        request(reply, await(reserve()));
        return provider.opened();
    }

    void stop(PendingReply reply, String userId) {
        storage.stopWanted(reply, userId);
        bus.send(Topics.STOP_REPLY.at(ADDRESS), new StopReply(new StopRequest(reply.replyId(), userId)));
    }

    Future<WatchedReply> watch(PendingReply reply, String watcher) {
        return bus.request(Topics.WATCH.at(ADDRESS), new WatchReply(reply.replyId(), watcher), PATIENCE_S * 1_000);
    }

    void ack(PendingReply reply, String watcher, long chars) {
        bus.send(Topics.ACKED.at(ADDRESS), new Acked(reply.replyId(), watcher, chars));
    }

    RunningReplies.Census census() {
        return await(verticle.census());
    }

    void assertIdle() {
        assertIdle(verticle);
    }

    /** Nothing is left: no run, no waiting reply, no slot, no ending. */
    static void assertIdle(LlmVerticle verticle) {
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(await(verticle.census())).isEqualTo(new RunningReplies.Census(0, 0, 0, 0)));
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
