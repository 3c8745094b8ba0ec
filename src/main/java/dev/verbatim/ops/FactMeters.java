package dev.verbatim.ops;

import dev.verbatim.contract.AttemptResult;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.MessageFact;
import dev.verbatim.contract.ProviderChanged;
import dev.verbatim.contract.ReplyEnded;
import dev.verbatim.contract.ReplyFact;
import dev.verbatim.contract.Topics;
import dev.verbatim.contract.Usage;
import dev.verbatim.contract.UsageRecorded;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/**
 * Meters made of the facts that this node committed, so that the sum over nodes is exact. Labels are providers, models and closed sets;
 * never a user or a room.
 */
final class FactMeters {
    private static final double PICO = 1e-12;

    private final MeterRegistry registry;

    FactMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void follow(MessageBus bus) {
        bus.consumeLocally(Topics.MESSAGES, this::messagePosted);
        bus.consumeLocally(Topics.REPLIES, this::replyChanged);
        bus.consumeLocally(Topics.USAGE, this::usageRecorded);
        bus.consumeLocally(Topics.PROVIDERS, this::providerChanged);
    }

    private void messagePosted(MessageFact fact) {
        registry.counter("verbatim.messages.accepted").increment();
    }

    private void replyChanged(ReplyFact fact) {
        if (fact instanceof ReplyEnded ended) {
            registry.counter(
                            "verbatim.replies.ended",
                            "status",
                            ended.message().status().wire())
                    .increment();
        }
    }

    private void usageRecorded(UsageRecorded fact) {
        AttemptResult result = fact.result();
        Tags tags = Tags.of("gen_ai.provider.name", fact.provider(), "gen_ai.response.model", fact.model());
        Tags outcome = tags.and("outcome", result.outcome().wire());
        Timer.builder("gen_ai.client.operation.duration")
                .tags(outcome)
                .publishPercentileHistogram()
                .register(registry)
                .record(Duration.ofMillis(result.durationMs()));
        Long firstTokenMs = result.firstTokenMs();
        if (firstTokenMs != null) {
            Timer.builder("gen_ai.client.operation.time_to_first_chunk")
                    .tags(tags)
                    .publishPercentileHistogram()
                    .register(registry)
                    .record(Duration.ofMillis(firstTokenMs));
        }
        countTokens(tags, result);
    }

    private void countTokens(Tags tags, AttemptResult result) {
        Usage usage = result.usage();
        Tags sourced = tags.and("source", usage.source().wire());
        registry.counter("verbatim.tokens", sourced.and("gen_ai.token.type", "input"))
                .increment((double) usage.inputTokens());
        registry.counter("verbatim.tokens", sourced.and("gen_ai.token.type", "output"))
                .increment((double) usage.outputTokens());
        Long cost = result.costPico();
        if (cost != null) {
            registry.counter("verbatim.cost.usd", tags).increment(cost * PICO);
        }
    }

    private void providerChanged(ProviderChanged fact) {
        registry.counter("verbatim.provider.changes", "provider", fact.provider(), "state", fact.state())
                .increment();
    }
}
