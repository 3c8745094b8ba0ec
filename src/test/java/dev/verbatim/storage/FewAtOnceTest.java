package dev.verbatim.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whose turn it is, where few calls may be under way at once. */
class FewAtOnceTest {
    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final List<String> calls = new ArrayList<>();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void aCallWaitsForTheOneThatIsUnderWay() {
        onLoop(turns -> {
            Asker accept = new Asker("accept", turns);
            Asker claim = new Asker("claim", turns);

            accept.ask(1);
            claim.ask(2);
            assertThat(calls).containsExactly("accept");
            accept.end();

            assertThat(calls).containsExactly("accept", "claim");
        });
    }

    @Test
    void whoHasWaitedLongestGoesNext() {
        onLoop(turns -> {
            Asker accept = new Asker("accept", turns);
            Asker claim = new Asker("claim", turns);
            Asker end = new Asker("end", turns);

            accept.ask(1);
            claim.ask(3);
            end.ask(2);
            accept.end();
            end.end();

            assertThat(calls).containsExactly("accept", "end", "claim");
        });
    }

    @Test
    void whoNoLongerWaitsIsPassedBy() {
        onLoop(turns -> {
            Asker accept = new Asker("accept", turns);
            Asker claim = new Asker("claim", turns);
            Asker end = new Asker("end", turns);

            accept.ask(1);
            claim.ask(2);
            end.ask(3);
            claim.giveUp();
            accept.end();

            assertThat(calls).containsExactly("accept", "end");
        });
    }

    @Test
    void aTurnThatEndsTwiceIsOneTurn() {
        onLoop(turns -> {
            Asker accept = new Asker("accept", turns);
            accept.ask(1);
            Runnable over = accept.under;
            over.run();
            over.run();

            new Asker("claim", turns).ask(2);
            new Asker("end", turns).ask(3);

            assertThat(calls).containsExactly("accept", "claim");
        });
    }

    @Test
    void aCallThatTakesTooLongIsNotWaitedFor() {
        Promise<Void> went = Promise.promise();
        Promise<Asker> held = Promise.promise();
        Turns turns = new FewAtOnce(vertx, 1);

        loop.runOnContext(turn -> {
            Asker accept = new Asker("accept", turns);
            Asker claim = new Asker("claim", turns, went::complete);
            accept.ask(1);
            claim.ask(2);
            held.complete(accept);
        });
        went.future().await();

        onLoop(turns, same -> {
            held.future().result().end();
            new Asker("end", same).ask(3);
            assertThat(calls).as("its late end is no second turn").containsExactly("accept", "claim");
        });
    }

    private void onLoop(Consumer<Turns> facts) {
        onLoop(new FewAtOnce(vertx, 1), facts);
    }

    private void onLoop(Turns turns, Consumer<Turns> facts) {
        Promise<Void> done = Promise.promise();
        loop.runOnContext(turn -> {
            try {
                facts.accept(turns);
                done.complete();
            } catch (AssertionError | RuntimeException e) {
                done.fail(e);
            }
        });
        done.future().await();
    }

    /** A lane that makes one call for each ask, and says so. */
    private final class Asker implements Turns.Waiting {
        private final Deque<Long> asks = new ArrayDeque<>();
        private final String name;
        private final Turns turns;
        private final Runnable went;
        private Runnable under = () -> {};

        private Asker(String name, Turns turns) {
            this(name, turns, () -> {});
        }

        private Asker(String name, Turns turns, Runnable went) {
            this.name = name;
            this.turns = turns;
            this.went = went;
        }

        private void ask(long since) {
            asks.add(since);
            pump();
        }

        private void giveUp() {
            asks.clear();
        }

        private void end() {
            under.run();
        }

        @Override
        public boolean isWaiting() {
            return !asks.isEmpty();
        }

        @Override
        public long waitingSince() {
            return asks.getFirst();
        }

        @Override
        public void pump() {
            Runnable done = turns.take(this);
            if (done != null) {
                asks.removeFirst();
                calls.add(name);
                under = done;
                went.run();
            }
        }
    }
}
