package dev.verbatim.boot.config;

import dev.verbatim.config.LimitSettings;

/** Reads the section {@code limits}. */
final class LimitReader {
    private static final long MOST_TOKENS = 1_000_000_000_000_000L;
    private static final int MOST_HELD = 1 << 24;

    private final SettingsTree tree;

    LimitReader(SettingsTree tree) {
        this.tree = tree;
    }

    LimitSettings read() {
        return new LimitSettings(
                tree.number("limits.guest-tokens-per-day", 0, MOST_TOKENS),
                tree.number("limits.user-tokens-per-day", 0, MOST_TOKENS),
                tree.number("limits.room-tokens-per-day", 0, MOST_TOKENS),
                tree.number("limits.held-tokens", 1, MOST_HELD));
    }
}
