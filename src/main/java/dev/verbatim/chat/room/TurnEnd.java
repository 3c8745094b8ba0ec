package dev.verbatim.chat.room;

import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends the text of replies once per turn of the event loop. What came in several deltas that were already waiting for this loop goes
 * out as one; a delta that is alone goes out at once. No timer is involved: under load frames get fewer, not later.
 */
final class TurnEnd {
    private final Context context;
    private List<ReplyView> grown = new ArrayList<>();
    private List<ReplyView> spare = new ArrayList<>();

    TurnEnd(Context context) {
        this.context = context;
    }

    /** This reply has text to send; twice in a turn does no harm. */
    void add(ReplyView reply) {
        grown.add(reply);
        if (grown.size() == 1) {
            context.runOnContext(turn -> send());
        }
    }

    private void send() {
        List<ReplyView> now = grown;
        grown = spare;
        for (ReplyView reply : now) {
            reply.showText();
        }
        now.clear();
        spare = now;
    }
}
