/**
 * The wire format of Anthropic's messages. Pure functions of bytes: no network, no clock. Knows nothing of other protocols.
 */
@NullMarked
package dev.verbatim.llm.provider.anthropic;

import org.jspecify.annotations.NullMarked;
