package dev.verbatim.chat.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.chat.wire.CloseCode;
import dev.verbatim.chat.wire.Frame;
import dev.verbatim.contract.DeltaKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboundTest {
    private static final String ANSWER = "0123456789".repeat(100);

    private final SlowLine line = new SlowLine();
    private final Backlog backlog = new Backlog(1_000_000);
    private final List<Runnable> later = new ArrayList<>();
    private final Outbound outbound = new Outbound(line, 100, 300, backlog.account(Runnable::run));
    private final DeltaSource answer =
            (kind, from, to) -> Frame.of(kind.wire() + ' ' + from + ' ' + ANSWER.substring(from, to));

    private void delta(DeltaKind kind, int from, int to) {
        outbound.delta(answer.delta(kind, from, to), answer, kind, from, to);
    }

    private static Frame frame(int bytes) {
        return Frame.of("x".repeat(bytes));
    }

    @Test
    void textAfterASnapshotNeverGoesOutBeforeIt() {
        outbound.frame(frame(101));
        delta(DeltaKind.TEXT, 0, 10);
        outbound.frame(Frame.of("joined at 10"));

        delta(DeltaKind.TEXT, 10, 20);
        line.flushAll();

        assertThat(line.written.subList(1, 4))
                .containsExactly("text 0 0123456789", "joined at 10", "text 10 0123456789");
    }

    @Test
    void writesAtOnceWhileTheLineKeepsUp() {
        delta(DeltaKind.TEXT, 0, 5);
        delta(DeltaKind.TEXT, 5, 10);

        assertThat(line.written).containsExactly("text 0 01234", "text 5 56789");
    }

    @Test
    void deltasOfOneAnswerAreMergedWhileTheLineIsSlow() {
        outbound.frame(frame(101));

        delta(DeltaKind.TEXT, 0, 5);
        delta(DeltaKind.REASONING, 0, 3);
        delta(DeltaKind.TEXT, 5, 9);
        outbound.frame(Frame.of("end"));
        line.flushAll();

        assertThat(line.written.subList(1, 4)).containsExactly("text 0 012345678", "reasoning 0 012", "end");
    }

    @Test
    void anUrgentFrameOvertakesWhatWaits() {
        outbound.frame(frame(101));
        delta(DeltaKind.TEXT, 0, 5);

        outbound.urgent(Frame.of("sent"));
        line.flushAll();

        assertThat(line.written.subList(1, 3)).containsExactly("sent", "text 0 01234");
    }

    @Test
    void heldFramesWaitForTheirRelease() {
        outbound.hold();
        outbound.frame(Frame.of("message"));
        delta(DeltaKind.TEXT, 0, 5);
        outbound.urgent(Frame.of("sent"));

        assertThat(line.written).containsExactly("sent");
        outbound.release();

        assertThat(line.written).containsExactly("sent", "message", "text 0 01234");
    }

    @Test
    void atTheHardLimitTheLineIsClosedAndNothingMoreIsKept() {
        outbound.frame(frame(90));
        outbound.frame(frame(90));
        outbound.frame(frame(90));
        outbound.frame(frame(90));
        outbound.frame(frame(90));

        assertThat(line.closes).containsExactly(CloseCode.SLOW);
        assertThat(line.written).hasSize(4);
        assertThat(outbound.isClosed()).isTrue();
    }

    @Test
    void aMergedRangeCountsTowardsTheHardLimit() {
        outbound.frame(frame(99));
        outbound.frame(frame(99));
        for (int at = 0; at < 200; at += 10) {
            delta(DeltaKind.TEXT, at, at + 10);
        }

        assertThat(line.closes).containsExactly(CloseCode.SLOW);
    }

    @Test
    void oneLargeFrameOnItsWayDoesNotMakeAViewerSlow() {
        outbound.frame(frame(5000));
        for (int at = 0; at < 200; at += 10) {
            delta(DeltaKind.TEXT, at, at + 10);
        }
        assertThat(line.closes).isEmpty();

        line.flushAll();

        assertThat(line.written).hasSize(2);
        assertThat(line.written.get(1)).isEqualTo("text 0 " + ANSWER.substring(0, 200));
    }

    @Test
    void aSecondLargeFrameDoes() {
        outbound.frame(frame(5000));
        outbound.frame(frame(5000));
        outbound.frame(Frame.of("more"));

        assertThat(line.closes).containsExactly(CloseCode.SLOW);
    }

    @Test
    void whatIsOwedIsCountedUntilItIsTaken() {
        outbound.frame(frame(90));
        outbound.frame(frame(90));
        delta(DeltaKind.TEXT, 0, 10);
        assertThat(backlog.bytes()).isEqualTo(190);

        line.flushAll();
        assertThat(backlog.bytes()).isZero();

        outbound.frame(frame(5000));
        line.flushInSilence();
        outbound.settle();
        assertThat(backlog.bytes()).isZero();
    }

    @Test
    void aLineThatIsGoneOwesNothing() {
        outbound.frame(frame(5000));

        outbound.gone();

        assertThat(backlog.bytes()).isZero();
    }

    /** One that is ended with a last word is there for a moment longer, and may take some of what it was sent. */
    @Test
    void whatALineSaysAfterItIsGoneIsNotCounted() {
        outbound.frame(frame(5000));
        outbound.gone();

        line.flush(4000);

        assertThat(backlog.bytes()).isZero();
    }

    /** A line that is closed still holds what the client has not taken. */
    @Test
    void whoIsClosedOwesUntilItIsGone() {
        for (int i = 0; i < 5; i++) {
            outbound.frame(frame(90));
        }

        assertThat(line.closes).containsExactly(CloseCode.SLOW);
        assertThat(backlog.bytes()).isEqualTo(360);
    }

    @Test
    void whereNoMoreMayWaitWhoIsBehindGetsNothingMore() {
        SlowLine other = new SlowLine();
        Outbound large = new Outbound(other, 100, 300, backlog.account(later::add));
        outbound.frame(frame(101));
        assertThat(outbound.mayBeLarge()).isTrue();

        large.frame(frame(1_000_000));
        outbound.frame(frame(1));

        assertThat(outbound.mayBeLarge()).isFalse();
        assertThat(line.closes).containsExactly(CloseCode.SLOW);
        assertThat(line.written).hasSize(1);
        later.forEach(Runnable::run);
        assertThat(other.closes).containsExactly(CloseCode.SLOW);
    }

    @Test
    void whoHasCaughtUpIsToldSo() {
        List<String> told = new ArrayList<>();
        outbound.onCaughtUp(() -> told.add("caught up"));
        outbound.frame(frame(101));
        assertThat(outbound.isBehind()).isTrue();

        line.flushAll();

        assertThat(told).isNotEmpty();
        assertThat(outbound.isBehind()).isFalse();
    }
}
