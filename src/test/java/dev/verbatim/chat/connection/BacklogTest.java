package dev.verbatim.chat.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
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

    @Test
    void whoLeavesByItselfIsCutToo() {
        Backlog.Account slow = viewer("slow");
        slow.set(400);
        slow.leaves();
        slow.set(1001);

        assertThat(ends).containsExactly("slow cut");
    }
}
