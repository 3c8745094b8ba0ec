/** Tests of the public port's parts. */
@NullMarked
package dev.verbatim.chat.http;

import org.jspecify.annotations.NullMarked;
