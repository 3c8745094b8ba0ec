package dev.verbatim.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
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
        onLoop(1, (accept, claim, end) -> {
            accept.ask();
            claim.ask();
            assertThat(calls).containsExactly("accept");
            accept.end();

            assertThat(calls).containsExactly("accept", "claim");
        });
    }

    @Test
    void whoWasPassedByFirstGoesNext() {
        onLoop(1, (accept, claim, end) -> {
            accept.ask();
            end.ask();
            claim.ask();
            accept.ask();
            accept.end();
            end.end();
            claim.end();

            assertThat(calls).containsExactly("accept", "end", "claim", "accept");
        });
    }

    @Test
    void asManyGoAsMay() {
        onLoop(2, (accept, claim, end) -> {
            accept.ask();
            claim.ask();
            end.ask();
            assertThat(calls).containsExactly("accept", "claim");
            claim.end();

            assertThat(calls).containsExactly("accept", "claim", "end");
        });
    }

    @Test
    void whoNoLongerWaitsIsPassedBy() {
        onLoop(1, (accept, claim, end) -> {
            accept.ask();
            claim.ask();
            end.ask();
            claim.giveUp();
            accept.end();

            assertThat(calls).containsExactly("accept", "end");
        });
    }

    @Test
    void aTurnThatEndsTwiceIsOneTurn() {
        onLoop(1, (accept, claim, end) -> {
            accept.ask();
            accept.end();
            accept.end();

            claim.ask();
            end.ask();

            assertThat(calls).containsExactly("accept", "claim");
        });
    }

    @Test
    void aCallThatTakesTooLongIsNotWaitedForAndItsLateEndIsNoSecondTurn() {
        Promise<List<String>> seen = Promise.promise();

        loop.runOnContext(turn -> {
            Turns turns = new FewAtOnce(vertx, 1);
            Asker accept = new Asker("accept", turns);
            Asker claim = new Asker("claim", turns, () -> {
                accept.end();
                new Asker("end", turns).ask();
                seen.tryComplete(List.copyOf(calls));
            });
            accept.ask();
            claim.ask();
        });

        assertThat(seen.future().await()).containsExactly("accept", "claim");
    }

    private void onLoop(int most, Facts facts) {
        Promise<Void> done = Promise.promise();
        loop.runOnContext(turn -> {
            try {
                Turns turns = new FewAtOnce(vertx, most);
                facts.hold(new Asker("accept", turns), new Asker("claim", turns), new Asker("end", turns));
                done.complete();
            } catch (AssertionError | RuntimeException e) {
                done.fail(e);
            }
        });
        done.future().await();
    }

    /** What is true of three lanes that share the same turns. */
    @FunctionalInterface
    private interface Facts {
        void hold(Asker accept, Asker claim, Asker end);
    }

    /** A lane that makes one call for each ask, and says so. */
    private final class Asker implements Turns.Waiting {
        private final String name;
        private final Turns turns;
        private final Runnable went;
        private int asks;
        private Runnable under = () -> {};

        private Asker(String name, Turns turns) {
            this(name, turns, () -> {});
        }

        private Asker(String name, Turns turns, Runnable went) {
            this.name = name;
            this.turns = turns;
            this.went = went;
        }

        private void ask() {
            asks++;
            pump();
        }

        private void giveUp() {
            asks = 0;
        }

        private void end() {
            under.run();
        }

        @Override
        public boolean isWaiting() {
            return asks > 0;
        }

        @Override
        public void pump() {
            Runnable done = turns.take(this);
            if (done != null) {
                asks--;
                under = done;
                calls.add(name);
                went.run();
            }
        }
    }
}
