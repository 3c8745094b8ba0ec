package dev.verbatim.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ThreadTimesTest {
    @Test
    void threadsThatDifferByTheirNumberAreOne() {
        Map<String, Long> ticks = new TreeMap<>();

        ThreadTimes.add(stat("worker-1", 5, 2), ticks);
        ThreadTimes.add(stat("worker-12", 7, 0), ticks);
        ThreadTimes.add(stat("C2 (Compiler) T", 1, 1), ticks);
        ThreadTimes.add("", ticks);

        assertThat(ticks)
                .containsOnly(
                        Map.entry("worker", 12L),
                        Map.entry("worker (kernel)", 2L),
                        Map.entry("C2 (Compiler) T", 1L),
                        Map.entry("C2 (Compiler) T (kernel)", 1L));
    }

    @Test
    void whatDidNothingIsLeftOut() {
        ThreadTimes before = new ThreadTimes(Map.of("a", 5L, "b", 5L, "gone", 9L));
        ThreadTimes after = new ThreadTimes(Map.of("a", 8L, "b", 5L, "new", 1L));

        assertThat(after.since(before).ticks()).containsOnly(Map.entry("a", 3L), Map.entry("new", 1L));
    }

    @Test
    void readsThisVeryProcess() {
        assertThat(ThreadTimes.read(ProcessHandle.current().pid()).ticks()).isNotEmpty();
    }

    private static String stat(String name, int user, int kernel) {
        return "17 (" + name + ") S 1 17 17 0 -1 4194560 10 0 0 0 " + user + " " + kernel + " 0 0 20 0 1 0 100";
    }
}
