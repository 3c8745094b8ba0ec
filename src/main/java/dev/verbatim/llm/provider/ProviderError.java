package dev.verbatim.llm.provider;

import org.jspecify.annotations.Nullable;

/**
 * What a provider said went wrong, in its own words, before {@link FailureTable} names it.
 *
 * @param status the HTTP status, or the one a body's {@code code} repeats; 0: none
 * @param words the body's type, code and status words, lower case, separated and surrounded by spaces
 * @param message the provider's sentence, unchecked
 */
public record ProviderError(
        int status, String words, @Nullable String message) {}
