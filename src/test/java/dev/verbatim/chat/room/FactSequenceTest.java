package dev.verbatim.chat.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.ChatMessage;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.MessagePosted;
import dev.verbatim.contract.ReadChanges;
import dev.verbatim.contract.Role;
import dev.verbatim.contract.RoomChange;
import dev.verbatim.contract.RoomChanges;
import dev.verbatim.contract.RoomFact;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.Topics;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class FactSequenceTest {
    private static final RoomKey ROOM = new RoomKey("main", "r");

    private final List<Long> applied = new CopyOnWriteArrayList<>();
    private final List<Long> befores = new CopyOnWriteArrayList<>();
    private final List<Long> asked = new CopyOnWriteArrayList<>();
    private volatile RoomChanges answer = new RoomChanges(0, List.of());
    private volatile boolean down;
    private FactSequence facts;
    private Context loop;

    @BeforeEach
    void begin(Vertx vertx) {
        loop = vertx.getOrCreateContext();
        MessageBus bus = MessageBus.over(vertx);
        bus.serve(Topics.CHANGES.of(ROOM), this::changes);
        facts = new FactSequence(ROOM, new StorageQuestions(bus, 1000), new FactSequence.Listener() {
            @Override
            public void apply(RoomFact fact, long before) {
                applied.add(fact.rev());
                befores.add(before);
            }

            @Override
            public void moved() {
                assertThat(applied.isEmpty() || applied.get(applied.size() - 1) <= facts.rev())
                        .isTrue();
            }
        });
    }

    private Future<RoomChanges> changes(ReadChanges question) {
        asked.add(question.afterRev());
        return down
                ? Future.failedFuture(new Failure(FailureCode.STORAGE_UNAVAILABLE, "Down."))
                : Future.succeededFuture(answer);
    }

    private static MessagePosted fact(long rev) {
        ChatMessage message = new ChatMessage(
                new UUID(0, rev),
                rev,
                rev,
                rev,
                Role.USER,
                "ada",
                "Ada",
                "x",
                Instant.EPOCH,
                EndStatus.COMPLETE,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                "",
                "");
        return new MessagePosted(ROOM, rev, message, null);
    }

    private static RoomChanges changes(long rev, long... revs) {
        List<RoomChange> changes = new ArrayList<>();
        for (long each : revs) {
            changes.add(RoomChange.of(fact(each)));
        }
        return new RoomChanges(rev, changes);
    }

    /** Everything of a room is on one event loop. */
    private void on(Runnable work) {
        Promise<Void> done = Promise.promise();
        loop.runOnContext(turn -> {
            work.run();
            done.complete();
        });
        done.future().toCompletionStage().toCompletableFuture().join();
    }

    private long rev() {
        long[] seen = new long[1];
        on(() -> seen[0] = facts.rev());
        return seen[0];
    }

    @Test
    void appliesEachOnceInOrder() {
        on(() -> facts.begin(4));

        on(() -> facts.offer(fact(4)));
        on(() -> facts.offer(fact(5)));
        on(() -> facts.offer(fact(5)));
        on(() -> facts.offer(fact(6)));

        assertThat(applied).containsExactly(5L, 6L);
        assertThat(asked).isEmpty();
    }

    @Test
    void whatCameBeforeTheBeginningWaitsForIt() {
        on(() -> facts.offer(fact(6)));
        on(() -> facts.offer(fact(5)));
        on(() -> facts.offer(fact(4)));

        on(() -> facts.begin(4));

        assertThat(applied).containsExactly(5L, 6L);
    }

    @Test
    void aGapIsAskedForOnceAndFilled() {
        answer = changes(7, 5, 6, 7);
        on(() -> facts.begin(4));

        on(() -> facts.offer(fact(7)));
        on(() -> facts.offer(fact(8)));

        Awaitility.await().until(() -> rev() == 8);
        assertThat(applied).containsExactly(5L, 6L, 7L, 8L);
        assertThat(asked).containsExactly(4L);
    }

    @Test
    void factsThatPostgresLeavesOutAreSteppedOver() {
        answer = changes(9, 5, 8);
        on(() -> facts.begin(4));

        on(() -> facts.behind(9));

        Awaitility.await().until(() -> rev() == 9);
        assertThat(applied).containsExactly(5L, 8L);
        assertThat(befores).containsExactly(4L, 5L);
    }

    @Test
    void aQuestionThatFailedIsAskedAgainLater() {
        down = true;
        on(() -> facts.begin(4));
        on(() -> facts.behind(5));
        Awaitility.await().until(() -> asked.size() == 1);
        down = false;
        answer = changes(5, 5);

        Awaitility.await().until(() -> {
            on(() -> facts.behind(5));
            return rev() == 5;
        });

        assertThat(applied).containsExactly(5L);
    }

    @Test
    void anyOrderWithRepeatsComesOutRight() {
        Random random = new Random(7);
        List<Long> revs = new ArrayList<>();
        for (long rev = 1; rev <= 200; rev++) {
            revs.add(rev);
            revs.add(rev);
        }
        Collections.shuffle(revs, random);
        on(() -> facts.begin(0));

        on(() -> revs.forEach(rev -> facts.offer(fact(rev))));

        assertThat(applied).hasSize(200).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void afterItsCloseNothingIsApplied() {
        on(() -> facts.begin(0));
        on(facts::close);

        on(() -> facts.offer(fact(1)));

        assertThat(applied).isEmpty();
    }
}
