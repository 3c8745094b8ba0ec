package dev.verbatim.chat.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.Member;
import dev.verbatim.contract.MemberChanged;
import dev.verbatim.contract.MemberRole;
import dev.verbatim.contract.RoomKey;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How much of who is writing is worth a word. */
class WritersTest {
    private static final RoomKey ROOM = new RoomKey("main", "lobby");

    private final Writers writers = new Writers();

    @Test
    void onePersonIsToldOnceInAWhile() {
        assertThat(writers.isNews("ada", 0)).isTrue();
        assertThat(writers.isNews("ada", 2_400)).isFalse();
        assertThat(writers.isNews("ada", 2_500)).isTrue();
    }

    @Test
    void aCrowdIsToldAFewASecond() {
        assertThat(IntStream.range(0, 1_000).filter(i -> writers.isNews("u" + i, 500)))
                .hasSize(3);
        assertThat(IntStream.range(0, 1_000).filter(i -> writers.isNews("u" + i, 1_600)))
                .hasSize(3);
    }

    @Test
    void whoOnlyReadsIsNeverTold() {
        writers.seated("vic", MemberRole.VIEWER);
        assertThat(writers.isNews("vic", 0)).isFalse();

        writers.apply(new MemberChanged(ROOM, 2, new Member("vic", "Vic", MemberRole.MEMBER), false, true, null));
        assertThat(writers.isNews("vic", 0)).isTrue();

        writers.apply(new MemberChanged(ROOM, 3, new Member("vic", "Vic", MemberRole.VIEWER), false, true, null));
        assertThat(writers.isNews("vic", 10_000)).isFalse();
    }

    @Test
    void thoseWhoStoppedAreForgotten() {
        writers.isNews("ada", 0);

        writers.tick(2_500);

        assertThat(writers.size()).isZero();
    }
}
