/**
 * Rooms as one chat verticle sees them: facts in the order of their revs, running answers word by word, and everybody who looks.
 *
 * <p>{@link dev.verbatim.chat.room.Rooms} is the way in. A {@link dev.verbatim.chat.room.RoomView} lives as long as somebody on this
 * verticle looks at its room; nothing of it stays after that. All of it belongs to the verticle's event loop. Facts on the bus are
 * doorbells and may be lost, doubled or late: what counts is Postgres, asked through storage. Text comes point to point from the LLM
 * verticle that runs the reply. Nothing here may hold up one viewer for another, or decide who may see what: storage does.
 */
@NullMarked
package dev.verbatim.chat.room;

import org.jspecify.annotations.NullMarked;
