/** Tests of the real page in a real browser, against a running gateway. Elements are found by the hooks that index.html promises. */
@NullMarked
package dev.verbatim.browser;

import org.jspecify.annotations.NullMarked;
