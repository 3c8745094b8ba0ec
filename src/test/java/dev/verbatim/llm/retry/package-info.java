/** Tests of {@link dev.verbatim.llm.retry}. */
@NullMarked
package dev.verbatim.llm.retry;

import org.jspecify.annotations.NullMarked;
