package dev.verbatim.chat.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A thousand bytes may wait. */
class BacklogTest {
    private final Backlog backlog = new Backlog(1000);
    private final List<String> ends = new ArrayList<>();

    private Backlog.Account viewer(String name) {
        Backlog.Account account = backlog.account(Runnable::run);
        account.of(() -> ends.add(name + " away"), () -> ends.add(name + " cut"));
        return account;
    }

    @Test
    void nobodyIsSentAwayWhileLittleWaits() {
        Backlog.Account ada = viewer("ada");
        ada.set(300);
        viewer("bob").set(200);

        assertThat(backlog.bytes()).isEqualTo(500);
        assertThat(backlog.isHigh()).isFalse();
        ada.set(0);
        assertThat(backlog.bytes()).isEqualTo(200);
        assertThat(ends).isEmpty();
    }

    @Test
    void theLargestAreSentAwayUntilItIsCalm() {
        viewer("small").set(60);
        viewer("large").set(200);
        viewer("middle").set(150);

        viewer("last").set(100);

        assertThat(ends).containsExactly("large away");
        assertThat(backlog.isHigh()).isTrue();
    }

    @Test
    void whoIsOnTheWayOutIsNotSentAwayTwice() {
        Backlog.Account large = viewer("large");
        large.set(600);
        viewer("small").set(10);
        viewer("other").set(20);

        assertThat(ends).containsExactly("large away");
        large.set(0);
        assertThat(backlog.bytes()).isEqualTo(30);
    }

    /** A line that was closed holds its bytes until the client takes them, which it does not. */
    @Test
    void whenAllIsUsedUpThoseWhoWereSentAwayAreCut() {
        viewer("first").set(600);
        viewer("second").set(300);
        assertThat(ends).containsExactly("first away");

        viewer("third").set(100);

        assertThat(backlog.isFull()).isTrue();
        assertThat(ends).containsExactly("first away", "second away", "first cut");
    }

    /** A closed line holds its bytes for seconds: whoever stays and grows a little in these has not become too much. */
    @Test
    void whileTheLargestAreStillLeavingNobodyElseIsSentAwayForThem() {
        viewer("first").set(140);
        viewer("second").set(120);
        viewer("third").set(120);
        Backlog.Account fourth = viewer("fourth");
        fourth.set(125);
        assertThat(ends).containsExactly("first away");

        fourth.set(140);

        assertThat(ends).containsExactly("first away");
        fourth.set(300);
        assertThat(ends).containsExactly("first away", "fourth away");
    }

    /** Each changes its own while another one looks for the largest. */
    @Test
    void manyLoopsMayOweAtOnce() {
        Backlog small = new Backlog(1);
        List<CompletableFuture<Void>> loops = Stream.generate(() -> CompletableFuture.runAsync(() -> owe(small)))
                .limit(4)
                .toList();

        loops.forEach(CompletableFuture::join);

        assertThat(small.bytes()).isZero();
    }

    private static void owe(Backlog all) {
        Random random = new Random(7);
        List<Backlog.Account> accounts =
                Stream.generate(() -> all.account(task -> {})).limit(200).toList();
        for (int round = 0; round < 20; round++) {
            accounts.forEach(account -> account.set(1 + random.nextInt(1_000)));
        }
        accounts.forEach(account -> account.set(0));
    }

    @Test
    void aLoopThatIsClosedDoesNotEndTheLooking() {
        Backlog.Account closed = backlog.account(task -> {
            throw new RejectedExecutionException();
        });
        assertThatThrownBy(() -> closed.set(600)).isInstanceOf(RejectedExecutionException.class);
        closed.set(0);

        viewer("large").set(600);

        assertThat(ends).containsExactly("large away");
    }

    @Test
    void whoLeavesByItselfIsCutToo() {
        Backlog.Account slow = viewer("slow");
        slow.set(400);
        slow.leaves();
        slow.set(1001);

        assertThat(ends).containsExactly("slow cut");
    }
}
