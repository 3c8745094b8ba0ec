package dev.verbatim.chat.room;

import dev.verbatim.chat.connection.Outbound;
import dev.verbatim.contract.MessagePosted;

/** Somebody who looks at a room. */
public interface Viewer {
    /** Where a room's frames go. */
    Outbound outbound();

    /** A message is about to go to this viewer; its own may have to wait for its acknowledgement. */
    void beforeMessage(MessagePosted posted);
}
