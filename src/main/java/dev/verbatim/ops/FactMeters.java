package dev.verbatim.ops;

import dev.verbatim.contract.AttemptResult;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.MessageFact;
import dev.verbatim.contract.MessagePosted;
import dev.verbatim.contract.ReplyEnded;
import dev.verbatim.contract.ReplyFact;
import dev.verbatim.contract.Topics;
import dev.verbatim.contract.Usage;
import dev.verbatim.contract.UsageRecorded;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/**
 * Meters made of the facts that this node committed, so that the sum over nodes is exact. Labels are providers, models and closed sets;
 * never a user or a room. Names and buckets of {@code gen_ai.…} are those of OpenTelemetry's conventions for generative models.
 */
final class FactMeters {
    private static final String NONE = "none";
    private static final double PICO = 1e-12;
    private static final double FINEST_DURATION_S = 0.01;
    private static final int DURATIONS = 14;
    private static final int TOKEN_COUNTS = 11;

    private static final Duration[] UNTIL_END = DoubleStream.iterate(FINEST_DURATION_S, s -> 2 * s)
            .limit(DURATIONS)
            .mapToObj(s -> Duration.ofMillis(Math.round(1_000 * s)))
            .toArray(Duration[]::new);
    private static final Duration[] UNTIL_FIRST = LongStream.of(
                    1, 5, 10, 20, 40, 60, 80, 100, 250, 500, 750, 1_000, 2_500, 5_000, 7_500, 10_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);
    private static final double[] TOKENS =
            DoubleStream.iterate(1, n -> 4 * n).limit(TOKEN_COUNTS).toArray();

    private final MeterRegistry registry;

    FactMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void follow(MessageBus bus) {
        bus.consumeLocally(Topics.MESSAGES, this::messageChanged);
        bus.consumeLocally(Topics.REPLIES, this::replyChanged);
        bus.consumeLocally(Topics.USAGE, this::usageRecorded);
    }

    private void messageChanged(MessageFact fact) {
        if (fact instanceof MessagePosted) {
            registry.counter("verbatim.messages.accepted").increment();
        }
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
        Tags tags = Tags.of(
                "gen_ai.operation.name",
                "chat",
                "gen_ai.provider.name",
                fact.provider(),
                "gen_ai.request.model",
                fact.model());
        attemptEnded(fact, result);
        durations(tags, result);
        tokens(tags, result.usage());
        Long cost = result.costPico();
        if (cost != null) {
            registry.counter("verbatim.cost.usd", tags).increment(cost * PICO);
        }
    }

    private void attemptEnded(UsageRecorded fact, AttemptResult result) {
        registry.counter(
                        "verbatim.attempts.ended",
                        "provider",
                        fact.provider(),
                        "outcome",
                        result.outcome().wire(),
                        "error",
                        errorOf(result))
                .increment();
    }

    private void durations(Tags tags, AttemptResult result) {
        Timer.builder("gen_ai.client.operation.duration")
                .tags(tags.and("error.type", errorOf(result)))
                .serviceLevelObjectives(UNTIL_END)
                .register(registry)
                .record(Duration.ofMillis(result.durationMs()));
        Long firstTokenMs = result.firstTokenMs();
        if (firstTokenMs != null) {
            Timer.builder("gen_ai.client.operation.time_to_first_chunk")
                    .tags(tags)
                    .serviceLevelObjectives(UNTIL_FIRST)
                    .register(registry)
                    .record(Duration.ofMillis(firstTokenMs));
        }
    }

    private void tokens(Tags tags, Usage usage) {
        Tags sourced = tags.and("source", usage.source().wire());
        tokens(sourced.and("gen_ai.token.type", "input"), usage.inputTokens());
        tokens(sourced.and("gen_ai.token.type", "output"), usage.outputTokens());
    }

    private void tokens(Tags tags, long count) {
        DistributionSummary.builder("gen_ai.client.token.usage")
                .tags(tags)
                .serviceLevelObjectives(TOKENS)
                .register(registry)
                .record((double) count);
    }

    private static String errorOf(AttemptResult result) {
        FailureCode error = result.error();
        return error == null ? NONE : error.wire();
    }
}
