/**
 * The wire format of OpenAI's chat completions, as OpenAI and the many servers that imitate it speak it. Pure functions of bytes:
 * no network, no clock. Knows nothing of other protocols.
 */
@NullMarked
package dev.verbatim.llm.provider.openai;

import org.jspecify.annotations.NullMarked;
