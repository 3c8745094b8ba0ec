package dev.verbatim.storage;

import dev.verbatim.contract.AttemptResult;
import dev.verbatim.contract.WireName;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How attempts went, as the twelve columns that every function which closes their rows takes, in its order. */
final class Results {
    private Results() {}

    static <A> Columns<A> add(Columns<A> columns, Function<A, AttemptResult> result) {
        return columns.text(row -> result.apply(row).outcome().wire())
                .text(row -> wire(result.apply(row).error()))
                .text(row -> result.apply(row).usage().source().wire())
                .bigint(row -> result.apply(row).usage().inputTokens())
                .bigint(row -> result.apply(row).usage().outputTokens())
                .bigint(row -> result.apply(row).usage().cacheReadTokens())
                .bigint(row -> result.apply(row).usage().cacheWriteTokens())
                .bigint(row -> result.apply(row).usage().reasoningTokens())
                .bigint(row -> result.apply(row).costPico())
                .bigint(row -> result.apply(row).firstTokenMs())
                .bigint(row -> result.apply(row).durationMs())
                .cleanText(row -> result.apply(row).requestId());
    }

    static @Nullable String wire(@Nullable WireName constant) {
        return constant == null ? null : constant.wire();
    }
}
