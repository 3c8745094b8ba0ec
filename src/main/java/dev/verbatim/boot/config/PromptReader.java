package dev.verbatim.boot.config;

import dev.verbatim.config.PromptSettings;

/** Reads the section {@code prompt}. */
final class PromptReader {
    private static final int MOST_PERCENT = 95;
    private static final int FEWEST_TOKENS = 32;
    private static final int MOST_TOKENS = 1 << 16;
    private static final long DAY_MS = 86_400_000L;

    private final SettingsTree tree;

    PromptReader(SettingsTree tree) {
        this.tree = tree;
    }

    PromptSettings read() {
        int fold = tree.integer("prompt.fold-percent", 2, MOST_PERCENT);
        return new PromptSettings(
                tree.list("prompt.summary-models"),
                fold,
                tree.integer("prompt.keep-percent", 1, fold - 1),
                tree.integer("prompt.summary-tokens", FEWEST_TOKENS, MOST_TOKENS),
                tree.number("prompt.fold-ms", 100, DAY_MS),
                tree.number("prompt.fold-rest-ms", 10, DAY_MS));
    }
}
