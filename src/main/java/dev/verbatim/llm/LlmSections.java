package dev.verbatim.llm;

import dev.verbatim.config.ContextSettings;
import dev.verbatim.config.LlmSettings;
import dev.verbatim.config.PromptSettings;
import dev.verbatim.config.RetrySettings;

/** The sections of the settings that an instance goes by. */
public record LlmSections(LlmSettings llm, ContextSettings context, RetrySettings retry, PromptSettings prompt) {
    /** With summaries as they are by default. */
    public LlmSections(LlmSettings llm, ContextSettings context, RetrySettings retry) {
        this(llm, context, retry, PromptSettings.DEFAULT);
    }
}
