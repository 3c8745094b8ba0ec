/** What is published about Verbatim, held against the code: documents that say something else fail the build. */
@NullMarked
package dev.verbatim.docs;

import org.jspecify.annotations.NullMarked;
