package dev.verbatim.chat.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.chat.connection.FrameRate.Verdict;
import org.junit.jupiter.api.Test;

class PaceTest {
    private final Rates persons = new Rates(1, 2, 100);

    private Verdict frameOf(String userId, String address) {
        Pace pace = new Pace(new FrameRate(1000, 0), persons);
        pace.isOf("main", userId, address);
        return pace.count(0);
    }

    /** A home has 2^64 addresses, and a bucket for each would be none. */
    @Test
    void aPersonHasOneBucketInAWholeNetwork() {
        assertThat(frameOf("eve", "2001:db8:1:2:0:0:0:1")).isEqualTo(Verdict.WITHIN);
        assertThat(frameOf("eve", "2001:db8:1:2:0:0:0:2")).isEqualTo(Verdict.WITHIN);

        assertThat(frameOf("eve", "2001:db8:1:2:a:b:c:d")).isEqualTo(Verdict.OVER);
        assertThat(frameOf("eve", "2001:db8:1:3:0:0:0:1")).isEqualTo(Verdict.WITHIN);
        assertThat(frameOf("ada", "2001:db8:1:2:0:0:0:1")).isEqualTo(Verdict.WITHIN);
    }

    @Test
    void aMappedAddressIsItsIpv4() {
        frameOf("eve", "192.0.2.1");
        frameOf("eve", "0:0:0:0:0:ffff:c000:201");

        assertThat(frameOf("eve", "192.0.2.1")).isEqualTo(Verdict.OVER);
    }
}
