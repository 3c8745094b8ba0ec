package dev.verbatim.chat.room;

import dev.verbatim.contract.ReplyDelta;
import dev.verbatim.contract.ReplyProgress;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** The open replies of all watched rooms by id, so that a delta finds its reply with one look. */
final class ReplyDirectory {
    private final Map<UUID, ReplyView> open = new HashMap<>();
    private final TurnEnd turnEnd;
    private long deltas;

    ReplyDirectory(TurnEnd turnEnd) {
        this.turnEnd = turnEnd;
    }

    TurnEnd turnEnd() {
        return turnEnd;
    }

    void add(UUID replyId, ReplyView reply) {
        open.put(replyId, reply);
    }

    void remove(UUID replyId) {
        open.remove(replyId);
    }

    int size() {
        return open.size();
    }

    /** Deltas that have come so far, for whatever reply. */
    long deltas() {
        return deltas;
    }

    /** A delta for a reply that nobody looks at any more is dropped; its owner has been told. */
    void hear(ReplyDelta delta) {
        deltas++;
        ReplyView reply = open.get(delta.replyId());
        if (reply != null) {
            reply.hear(delta);
        }
    }

    void hear(ReplyProgress progress) {
        ReplyView reply = open.get(progress.replyId());
        if (reply != null) {
            reply.hear(progress);
        }
    }
}
