package dev.verbatim.contract;

import org.jspecify.annotations.Nullable;

/**
 * The answer to {@link BeginAttempt}.
 *
 * @param attempt its number, never given before
 * @param stoppedBy who asked to stop the reply meanwhile; it is then to be ended, not run
 */
public record BegunAttempt(int attempt, @Nullable String stoppedBy) {}
