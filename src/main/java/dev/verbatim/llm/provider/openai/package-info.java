/**
 * The wire formats of OpenAI's chat completions and responses, as OpenAI and the many servers that imitate it speak them. Pure functions of bytes:
 * no network, no clock. Knows nothing of other protocols.
 */
@NullMarked
package dev.verbatim.llm.provider.openai;

import org.jspecify.annotations.NullMarked;
