package dev.verbatim.storage;

import io.vertx.core.Vertx;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns of which few are out at once, so that what comes meanwhile goes in one call: for Postgres few large calls are far less work than
 * many small ones side by side, since a call costs as much as several of its rows. The lane that was passed by first goes next, so that
 * none waits for more than one call of each of the others.
 *
 * <p>A call that is still under way after {@link #LONGEST_MS} most likely waits for somebody's lock, or for a server that says nothing:
 * the others wait for it no longer. Event loop only.
 */
final class FewAtOnce implements Turns {
    /** Well above what a full batch takes, well below what a person takes for slow. */
    static final long LONGEST_MS = 100;

    private final Vertx vertx;
    private final Set<Waiting> passedBy = new LinkedHashSet<>();
    private int free;

    /**
     * Turns that nobody has taken yet.
     *
     * @param most that are out at once
     */
    FewAtOnce(Vertx vertx, int most) {
        this.vertx = vertx;
        this.free = most;
    }

    @Override
    public @Nullable Runnable take(Waiting asking) {
        if (free == 0) {
            passedBy.add(asking);
            return null;
        }
        Turn turn = new Turn();
        free--;
        passedBy.remove(asking);
        return turn::end;
    }

    private void next() {
        free++;
        passedBy.removeIf(waiting -> !waiting.isWaiting());
        passedBy.stream().findFirst().ifPresent(Waiting::pump);
    }

    /** One that is out; whichever comes first ends it. */
    private final class Turn {
        private final long timer = vertx.setTimer(LONGEST_MS, late -> giveUp());
        private boolean isOver;

        private void end() {
            if (!isOver) {
                isOver = true;
                vertx.cancelTimer(timer);
                next();
            }
        }

        private void giveUp() {
            isOver = true;
            next();
        }
    }
}
