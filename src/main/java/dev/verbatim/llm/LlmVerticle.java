package dev.verbatim.llm;

import dev.verbatim.contract.InstanceReport;
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
    private final LlmSetup setup;
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
            LlmSections sections,
            ProviderDirectory directory,
            TokenCounter counter,
            LongSupplier clock) {
        this.setup = new LlmSetup(
                address,
                sections.llm(),
                sections.context(),
                sections.retry(),
                sections.prompt(),
                directory,
                counter,
                clock);
    }

    @Override
    public Future<?> start() {
        MessageBus bus = MessageBus.over(vertx);
        instance = LlmInstance.assemble(vertx, bus, setup);
        vertx.setPeriodic(Topics.REPORT_MS, due -> bus.publishHere(Topics.REPORTS, report()));
        return listen(bus, instance.replies())
                .onSuccess(ready -> instance().keeper().start());
    }

    // Its own address first: whoever is given a place can use it at once.
    private Future<Void> listen(MessageBus bus, RunningReplies replies) {
        String address = setup.address();
        List<Subscription> own = List.of(
                bus.consume(Topics.REQUESTED.at(address), replies::requested),
                bus.serve(Topics.RESERVE_HERE.at(address), replies::reserve),
                bus.consume(Topics.RELEASE.at(address), replies::release),
                bus.serve(Topics.WATCH.at(address), replies::watch),
                bus.consume(Topics.UNWATCH.at(address), replies::unwatch),
                bus.consume(Topics.ACKED.at(address), replies::acked),
                bus.consume(Topics.STOP_REPLY.at(address), wish -> replies.stop(wish.request())));
        return Future.all(own.stream().map(Subscription::ready).toList()).compose(ready -> serve(bus));
    }

    private Future<Void> serve(MessageBus bus) {
        reservations = bus.serve(Topics.RESERVE, instance().reservations()::reserve);
        return reservations.ready();
    }

    /**
     * Begins nothing more but what is claimed for it with a message that is under way, and lets what runs finish; see {@link Drain}. Any thread. Undeploy it afterwards.
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

    private InstanceReport report() {
        return instance().replies().census().report(setup.address());
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
