/**
 * The command line: one class per command, each a thin face over a room that does the work. Runs on the main thread, which may block here; a command
 * ends with an {@link dev.verbatim.cli.ExitCode}. Results go to standard output, everything else to standard error; with {@code --json} the result is one
 * JSON value. It owns no rule of chat, models or storage, and a plain {@code serve} never loads it.
 */
@NullMarked
package dev.verbatim.cli;

import org.jspecify.annotations.NullMarked;
