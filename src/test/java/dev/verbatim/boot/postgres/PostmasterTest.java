package dev.verbatim.boot.postgres;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verbatim.boot.config.StartFailure;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostmasterTest {
    /** Whoever keeps the server running repeats such a start, and nothing else. */
    @Test
    void aMachineThatCannotRunTheProgramIsAFailureOfTheStart(@TempDir Path folder) {
        List<String> command = List.of(folder.resolve("no-such-program").toString());

        assertThatThrownBy(() -> Postmaster.spawn(command, folder.resolve("log")))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("no-such-program")
                .hasMessageContaining("DATABASE_URL");
    }
}
