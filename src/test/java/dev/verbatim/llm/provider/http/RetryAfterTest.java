package dev.verbatim.llm.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {
    private static long millis(Map<String, String> headers) {
        return RetryAfter.millis(MultiMap.caseInsensitiveMultiMap().addAll(headers));
    }

    @ParameterizedTest
    @CsvSource({"2,2000", "0,0", "0.5,500", "1.0001,1001", " 7 ,7000", "-3,0", "soon,0", "1e9,0", "99999999999,86400000"
    })
    void readsSeconds(String value, long expected) {
        assertThat(millis(Map.of("retry-after", value))).isEqualTo(expected);
    }

    @Test
    void millisecondsWin() {
        assertThat(millis(Map.of("retry-after-ms", "1500", "retry-after", "9"))).isEqualTo(1_500);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Wed, 21 Oct 2026 07:28:30 GMT|Wed, 21 Oct 2026 07:28:00 GMT|30000",
                "Wed, 21 Oct 2026 07:27:00 GMT|Wed, 21 Oct 2026 07:28:00 GMT|0",
                "Tue, 21 Oct 2036 07:27:00 GMT|Wed, 21 Oct 2026 07:28:00 GMT|86400000",
                "Wed, 21 Oct 2026 07:28:30 GMT|yesterday|0",
            })
    void readsADateByTheProvidersOwnClock(String after, String date, long expected) {
        assertThat(millis(Map.of("retry-after", after, "date", date))).isEqualTo(expected);
    }

    @Test
    void saysNothingWhereTheHeadersDo() {
        assertThat(millis(Map.of())).isZero();
        assertThat(millis(Map.of("retry-after", "Wed, 21 Oct 2026 07:28:30 GMT")))
                .isZero();
    }
}
