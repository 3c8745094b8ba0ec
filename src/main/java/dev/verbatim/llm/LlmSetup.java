package dev.verbatim.llm;

import dev.verbatim.config.ContextSettings;
import dev.verbatim.config.LlmSettings;
import dev.verbatim.config.PromptSettings;
import dev.verbatim.config.RetrySettings;
import dev.verbatim.llm.provider.ProviderDirectory;
import java.util.function.LongSupplier;

/**
 * What an instance is made of.
 *
 * @param address its own on the bus
 * @param clock milliseconds that never go back, any origin
 */
record LlmSetup(
        String address,
        LlmSettings settings,
        ContextSettings context,
        RetrySettings retry,
        PromptSettings prompt,
        ProviderDirectory directory,
        TokenCounter counter,
        LongSupplier clock) {}
