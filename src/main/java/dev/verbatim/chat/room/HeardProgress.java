package dev.verbatim.chat.room;

import dev.verbatim.chat.wire.Frame;
import dev.verbatim.chat.wire.StreamFrames;
import dev.verbatim.contract.ReplyProgress;
import org.jspecify.annotations.Nullable;

/**
 * What an open reply waits for, as its owner said last. The start of an attempt is said by storage, and may be heard after what the owner
 * says of that attempt: then it is kept until the start. On the verticle's event loop.
 */
final class HeardProgress {
    private @Nullable ReplyProgress last;

    /**
     * Takes what was heard, unless it is of an earlier attempt.
     *
     * @param attempt the one that viewers know
     * @return whether it is of that one, and to be shown
     */
    boolean hear(ReplyProgress heard, int attempt) {
        if (heard.attempt() >= attempt) {
            last = heard;
        }
        return heard.attempt() == attempt;
    }

    /** Words of this attempt have come: it waits no more. */
    void over(int attempt) {
        if (last != null && last.attempt() <= attempt) {
            last = null;
        }
    }

    void showTo(Viewers viewers, int attempt) {
        Frame frame = frame(attempt);
        if (frame != null) {
            viewers.frame(frame);
        }
    }

    /** What this attempt waits for at this moment; null for nothing. */
    @Nullable
    Frame frame(int attempt) {
        ReplyProgress known = last;
        return known != null && known.attempt() == attempt ? StreamFrames.progress(known) : null;
    }
}
