package dev.verbatim.chat;

import dev.verbatim.chat.room.Rooms;
import dev.verbatim.chat.session.Sessions;
import dev.verbatim.contract.InstanceReport;
import dev.verbatim.contract.Reading;
import java.util.List;

/** What one chat verticle holds and counts, for the meters. On its event loop. */
final class ChatReport {
    private ChatReport() {}

    static InstanceReport of(String instance, Rooms watched, Sessions clients) {
        return new InstanceReport(
                instance,
                List.of(
                        Reading.level("verbatim.chat.connections", clients.size()),
                        Reading.level("verbatim.chat.rooms.watched", watched.size()),
                        Reading.level("verbatim.chat.replies.watched", watched.openReplies()),
                        Reading.total("verbatim.chat.deltas", (double) watched.deltas()),
                        Reading.total("verbatim.chat.viewers.too.slow", (double) clients.tooSlow())));
    }
}
