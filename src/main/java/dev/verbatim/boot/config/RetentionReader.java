package dev.verbatim.boot.config;

import dev.verbatim.config.RetentionSettings;

/** The section {@code retention}. */
final class RetentionReader {
    private static final int MOST_DAYS = 36_500;

    private final SettingsTree tree;

    RetentionReader(SettingsTree tree) {
        this.tree = tree;
    }

    RetentionSettings read() {
        return new RetentionSettings(
                tree.integer("retention.messages-days", 0, MOST_DAYS),
                tree.integer("retention.events-days", 0, MOST_DAYS),
                tree.integer("retention.usage-days", 0, MOST_DAYS),
                tree.integer("retention.budgets-days", 0, MOST_DAYS));
    }
}
