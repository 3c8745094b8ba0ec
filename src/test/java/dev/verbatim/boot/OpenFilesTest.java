package dev.verbatim.boot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OpenFilesTest {
    @Test
    void tooFewAreToldTogetherWithWhatToDo() {
        assertThat(OpenFiles.shortage(1024, 20_000, 2_000))
                .hasValueSatisfying(line -> assertThat(line)
                        .contains("limit=1024", "needed=22500", "ulimit -n", "http.connections=20000")
                        .hasLineCount(1));
    }

    @Test
    void enoughAreNothingToTell() {
        assertThat(OpenFiles.shortage(1 << 20, 20_000, 2_000)).isEmpty();
        assertThat(OpenFiles.shortage(22_500, 20_000, 2_000)).isEmpty();
    }

    /** Where the system has no limit or does not tell it. */
    @Test
    void anUnknownLimitIsNothingToTell() {
        assertThat(OpenFiles.shortage(-1, 20_000, 2_000)).isEmpty();
    }
}
