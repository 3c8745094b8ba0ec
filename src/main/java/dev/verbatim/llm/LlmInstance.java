package dev.verbatim.llm;

import dev.verbatim.config.LlmSettings;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.Topics;
import dev.verbatim.llm.retry.RetryRules;
import io.vertx.core.Vertx;
import java.util.concurrent.ThreadLocalRandom;

/** The parts of one running instance, put together. */
record LlmInstance(RunningReplies replies, Reservations reservations, LeaseKeeper keeper, Drain drain) {

    /** An instance that does nothing yet. */
    static LlmInstance assemble(Vertx vertx, MessageBus bus, LlmSetup setup) {
        LlmSettings settings = setup.settings();
        ReplyStore store = new ReplyStore(bus, settings.leaseMs());
        RunningReplies replies = new RunningReplies(
                setup.address(),
                new Slots(settings.maxReplies(), settings.slotMs(), setup.clock()),
                services(vertx, bus, store, setup));
        LeaseKeeper keeper = new LeaseKeeper(vertx, store, setup.address(), replies, settings, setup.clock());
        Reservations reservations =
                new Reservations(bus, replies, Topics.siblings(setup.address(), settings.instances()));
        return new LlmInstance(replies, reservations, keeper, new Drain(vertx, replies, keeper, settings.leaseMs()));
    }

    private static RunServices services(Vertx vertx, MessageBus bus, ReplyStore store, LlmSetup setup) {
        LlmSettings settings = setup.settings();
        AskAgain storage = new AskAgain(vertx);
        Prompts prompts = new Prompts(vertx, setup.context(), setup.counter());
        return new RunServices(
                vertx,
                bus,
                store,
                new Claims(storage, store, setup.address(), setup.directory(), setup.context()),
                prompts,
                new Endings(vertx, store, settings.endingsBytes(), settings.heartbeatMs()),
                new Folds(
                        setup,
                        new FoldServices(vertx, store, storage, prompts, setup.clock(), settings.maxAnswerChars())),
                new RetryRules(setup.retry(), () -> ThreadLocalRandom.current().nextDouble()),
                setup.clock(),
                settings.maxAnswerChars());
    }
}
