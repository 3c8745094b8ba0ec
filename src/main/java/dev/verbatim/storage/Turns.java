package dev.verbatim.storage;

import org.jspecify.annotations.Nullable;

/** Who may make a call now. Event loop only. */
@FunctionalInterface
interface Turns {
    /** For work that waits for no other. */
    Turns FREELY = asking -> () -> {};

    /**
     * Takes a turn.
     *
     * @return to be run when the call has ended; null where others are at it: then the lane is pumped when its turn has come
     */
    @Nullable
    Runnable take(Waiting asking);

    /** Somebody with a call to make. */
    interface Waiting {
        /** Whether a call could be made now. */
        boolean isWaiting();

        /** Makes what calls it can. */
        void pump();
    }
}
