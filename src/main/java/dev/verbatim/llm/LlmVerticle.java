package dev.verbatim.llm;

import dev.verbatim.config.ContextSettings;
import dev.verbatim.config.LlmSettings;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.MessageBus.Subscription;
import dev.verbatim.contract.Topics;
import dev.verbatim.llm.provider.ProviderDirectory;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One owner of replies on the bus: listens at its own address and where places are reserved, and beats. The rules are in
 * {@link RunningReplies}, {@link ReplyRun} and {@link LeaseKeeper}. Deploy once per address, on an event loop.
 */
public final class LlmVerticle extends VerticleBase {
    private final String address;
    private final LlmSettings settings;
    private final ContextSettings contextSettings;
    private final ProviderDirectory directory;
    private final TokenCounter counter;
    private final LongSupplier clock;
    private @Nullable LlmInstance instance;
    private @Nullable Subscription reservations;

    /**
     * Not deployed yet.
     *
     * @param address see {@link Topics#llmInstance}; no other running instance anywhere has it
     * @param directory shared by all instances of the JVM
     * @param counter shared by all instances of the JVM
     * @param clock milliseconds that never go back, any origin
     */
    public LlmVerticle(
            String address,
            LlmSettings settings,
            ContextSettings contextSettings,
            ProviderDirectory directory,
            TokenCounter counter,
            LongSupplier clock) {
        this.address = address;
        this.settings = settings;
        this.contextSettings = contextSettings;
        this.directory = directory;
        this.counter = counter;
        this.clock = clock;
    }

    @Override
    public Future<?> start() {
        MessageBus bus = MessageBus.over(vertx);
        instance = assemble(bus);
        return listen(bus, instance.replies())
                .onSuccess(ready -> instance().keeper().start());
    }

    private LlmInstance assemble(MessageBus bus) {
        ReplyStore store = new ReplyStore(bus, settings.leaseMs());
        Claims claims = new Claims(vertx, store, address, directory, contextSettings);
        Prompts prompts = new Prompts(vertx, contextSettings, counter);
        Endings endings = new Endings(vertx, store, settings.endingsBytes(), settings.heartbeatMs());
        RunServices services = new RunServices(claims, prompts, endings, bus, clock, settings.maxAnswerChars());
        Slots slots = new Slots(settings.maxReplies(), settings.slotMs(), clock);
        RunningReplies replies = new RunningReplies(address, slots, services);
        LeaseKeeper keeper = new LeaseKeeper(vertx, store, address, replies, settings, clock);
        return new LlmInstance(replies, keeper, new Drain(vertx, replies, keeper, settings.leaseMs()));
    }

    // Its own address first: whoever is given a place can use it at once.
    private Future<Void> listen(MessageBus bus, RunningReplies replies) {
        List<Subscription> own = List.of(
                bus.consume(Topics.REQUESTED.at(address), replies::requested),
                bus.consume(Topics.RELEASE.at(address), replies::release),
                bus.serve(Topics.WATCH.at(address), replies::watch),
                bus.consume(Topics.UNWATCH.at(address), replies::unwatch),
                bus.consume(Topics.ACKED.at(address), replies::acked),
                bus.consume(Topics.STOP_REPLY.at(address), wish -> replies.stop(wish.request())));
        return Future.all(own.stream().map(Subscription::ready).toList()).compose(ready -> serve(bus, replies));
    }

    private Future<Void> serve(MessageBus bus, RunningReplies replies) {
        reservations = bus.serve(Topics.RESERVE, replies::reserve);
        return reservations.ready();
    }

    /**
     * Begins nothing more and lets what runs finish; see {@link Drain}. Any thread. Undeploy it afterwards.
     *
     * @param limitMs after that, what still runs is left to other owners
     * @return completes when nothing is left here; never fails
     */
    public Future<Void> drain(long limitMs) {
        Promise<Void> over = Promise.promise();
        context.runOnContext(here -> drainHere(limitMs).onComplete(over));
        return over.future();
    }

    private Future<Void> drainHere(long limitMs) {
        Future<Void> drained = instance().drain().within(limitMs);
        return reservations == null ? drained : reservations.cancel().eventually(() -> drained);
    }

    @Override
    public Future<?> stop() {
        return drainHere(0);
    }

    /** What is here now; for tests. */
    Future<RunningReplies.Census> census() {
        Promise<RunningReplies.Census> counted = Promise.promise();
        context.runOnContext(here -> counted.complete(instance().replies().census()));
        return counted.future();
    }

    private LlmInstance instance() {
        return Objects.requireNonNull(instance, "not started");
    }
}
