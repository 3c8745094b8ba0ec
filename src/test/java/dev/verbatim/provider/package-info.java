/** Tests of what providers do to a running gateway, over HTTP, bus, a viewer's socket and Postgres. */
@NullMarked
package dev.verbatim.provider;

import org.jspecify.annotations.NullMarked;
