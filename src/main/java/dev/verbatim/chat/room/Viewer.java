package dev.verbatim.chat.room;

import dev.verbatim.chat.connection.Outbound;
import dev.verbatim.contract.Author;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.MessagePosted;
import dev.verbatim.contract.RoomKey;

/** Somebody who looks at a room. */
public interface Viewer {
    /** Where a room's frames go. */
    Outbound outbound();

    /** Who it is. */
    Author author();

    /** It may look no longer, and has been taken out of the room; in the turn in which the room's viewers hear why. */
    void removed(RoomKey room, Failure reason);

    /** A message is about to go to this viewer; its own may have to wait for its acknowledgement. */
    void beforeMessage(MessagePosted posted);
}
