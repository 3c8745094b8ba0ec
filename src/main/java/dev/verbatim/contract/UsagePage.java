package dev.verbatim.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sums in the order of their keys.
 *
 * @param next where to go on; null: there is no more
 */
public record UsagePage(List<UsageSum> rows, @Nullable String next) {}
