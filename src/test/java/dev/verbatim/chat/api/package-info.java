/** Tests of the API's answers, without HTTP. */
@NullMarked
package dev.verbatim.chat.api;

import org.jspecify.annotations.NullMarked;
