package dev.verbatim.bench;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class OpenFilesTest {
    private static final String LIMITS = """
            Limit                     Soft Limit           Hard Limit           Units
            Max processes             95680                95680                processes
            Max open files            1024                 %s                 files
            """;

    @Test
    void theHardLimitDecides() {
        assertThatCode(() -> OpenFiles.require(4096, LIMITS.formatted("4096"))).doesNotThrowAnyException();
        assertThatCode(() -> OpenFiles.require(4096, LIMITS.formatted("unlimited")))
                .doesNotThrowAnyException();
    }

    @Test
    void saysWhatIsNeededAndWhatToDo() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OpenFiles.require(10_500, LIMITS.formatted("4096")))
                .withMessageStartingWith("10500 open files are needed and 4096 are allowed: raise the hard limit");
    }
}
