package dev.verbatim.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verbatim.config.LlmSettings;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.ReleaseSlot;
import dev.verbatim.contract.ReplySlot;
import dev.verbatim.contract.ReserveReply;
import dev.verbatim.contract.Topics;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Whoever is asked first: a send is refused only when the instances beside a full one are full too. */
class ReservationsTest {
    private static final long ASK_MS = Bench.PATIENCE_S * 1_000;
    private static final ReserveReply QUESTION = new ReserveReply(ScriptedStorage.ROOM, null);

    private static LlmSettings onePlaceEach(int instances) {
        return Bench.settings(instances, 1, 1 << 20);
    }

    private static String address(int instance) {
        return Topics.llmInstance("n1", instance);
    }

    private static ReplySlot take(Bench bench, int instance) {
        return Bench.await(bench.bus.request(Topics.RESERVE_HERE.at(address(instance)), QUESTION, ASK_MS));
    }

    private static void assertRefused(Bench bench) {
        assertThatThrownBy(() -> Bench.await(bench.reserve())).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.code()).isEqualTo(FailureCode.AT_CAPACITY);
            assertThat(failure.retryAfterMs()).isPositive();
        });
    }

    @Test
    void aFullInstanceGivesAPlaceOfTheOneBesideIt() {
        try (Bench bench = new Bench(onePlaceEach(2))) {
            LlmVerticle sibling = bench.deploySibling(1, onePlaceEach(2));
            take(bench, 0);

            for (int turn = 0; turn < 4; turn++) {
                ReplySlot slot = Bench.await(bench.reserve());
                assertThat(slot.owner()).isEqualTo(address(1));
                bench.bus.send(Topics.RELEASE.at(slot.owner()), new ReleaseSlot(slot.slotId()));
                assertThat(Bench.await(sibling.census()).usedSlots()).isZero();
            }
        }
    }

    @Test
    void onlyAFullNodeRefuses() {
        try (Bench bench = new Bench(onePlaceEach(3))) {
            bench.deploySibling(1, onePlaceEach(3));
            bench.deploySibling(2, onePlaceEach(3));

            List<String> owners = new ArrayList<>();
            take(bench, 1);
            for (int i = 0; i < 2; i++) {
                owners.add(Bench.await(bench.reserve()).owner());
            }

            assertThat(owners).containsExactlyInAnyOrder(address(0), address(2));
            for (int turn = 0; turn < 3; turn++) {
                assertRefused(bench);
            }
        }
    }

    @Test
    void asManySiblingsAreAskedAsTheBoundSaysAndEachOnce() {
        int instances = 40;
        List<Integer> asked = new CopyOnWriteArrayList<>();
        try (Bench bench = new Bench(onePlaceEach(instances))) {
            for (int i = 1; i < instances; i++) {
                int sibling = i;
                bench.bus.serve(Topics.RESERVE_HERE.at(address(i)), question -> {
                    asked.add(sibling);
                    return Future.failedFuture(new Failure(FailureCode.AT_CAPACITY, "Full."));
                });
            }
            take(bench, 0);

            assertRefused(bench);

            assertThat(asked).hasSize(Reservations.MOST_ASKED).isSorted().doesNotHaveDuplicates();
            assertThat(asked.get(0)).isEqualTo(1);
        }
    }

    @Test
    void aSiblingThatIsGoneOrDoesNotAnswerCountsAsFull() {
        try (Bench bench = new Bench(onePlaceEach(4))) {
            bench.bus.serve(
                    Topics.RESERVE_HERE.at(address(2)),
                    question -> Promise.<ReplySlot>promise().future());
            bench.deploySibling(3, onePlaceEach(4));
            take(bench, 0);

            assertThat(Bench.await(bench.bus.request(Topics.RESERVE, QUESTION, ASK_MS))
                            .owner())
                    .isEqualTo(address(3));
        }
    }

    @Test
    void siblingsBeginWithTheNextOne() {
        assertThat(Topics.siblings(address(1), 4)).containsExactly(address(2), address(3), address(0));
        assertThat(Topics.siblings(address(0), 1)).isEmpty();
    }
}
