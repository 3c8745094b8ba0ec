/**
 * One session per browser, whatever its transport: from the first frame to the close.
 *
 * <p>A {@link dev.verbatim.chat.session.Session} checks what a client may ask, asks storage and the LLM verticles for it, and answers.
 * Sessions belong to their verticle's event loop; {@link dev.verbatim.chat.session.Sessions} knows all of one verticle and holds the
 * only timer. Only {@link dev.verbatim.chat.session.Drain} is shared between threads. Nothing here writes to a room's viewers, or
 * decides who may see a room: storage answers that for each question.
 */
@NullMarked
package dev.verbatim.chat.session;

import org.jspecify.annotations.NullMarked;
