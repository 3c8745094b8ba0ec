package dev.verbatim.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class MemoryTest {
    @Test
    void liveHeapIsTheTotalOfAClassHistogram() {
        String histogram = """
                 num     #instances         #bytes  class name (module)
                -------------------------------------------------------
                   1:         20533        1904512  [B (java.base@17)
                   2:           100           2048  com.example.Total
                Total        186432       10240000
                """;

        assertThat(Memory.heap(histogram)).isEqualTo(10_000);
    }

    @Test
    void aHistogramWithoutATotalIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Memory.heap("12345:\nUnknown diagnostic command\n"));
    }

    @Test
    void buffersAreWhatNativeMemoryTrackingCallsOther() {
        String summary = """
                -                  Internal (reserved=605KB, committed=605KB)
                                            (malloc=573KB #1234)

                -                     Other (reserved=4318KB, committed=4310KB)
                                            (malloc=4310KB #27)
                """;

        assertThat(Memory.direct(summary)).isEqualTo(4310);
    }

    @Test
    void aJvmThatDoesNotTrackTellsNothingOfItsBuffers() {
        assertThat(Memory.direct("12345:\nNative memory tracking is not enabled\n"))
                .isZero();
    }

    @Test
    void readsThisVeryJvm() throws Exception {
        long self = ProcessHandle.current().pid();

        Memory memory = Memory.read(new LoadPlan.Processes(self, self, 0));

        assertThat(memory.heap()).isPositive();
        assertThat(memory.resident()).isGreaterThan(memory.heap());
    }
}
