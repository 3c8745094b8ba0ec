package dev.verbatim.chat.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.config.HttpLimits;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AdmissionsTest {
    private final Admissions admissions = new Admissions(new HttpLimits(100, 3, 1, 1000, Set.of("proxy")));

    private long admitted(String address, int count, long nowMs) {
        long admitted = 0;
        for (int i = 0; i < count; i++) {
            admitted += admissions.admit(address, nowMs) ? 1 : 0;
        }
        return admitted;
    }

    @Test
    void anAddressMayHaveSoManyAtATime() {
        assertThat(admitted("a", 5, 0)).isEqualTo(3);
        assertThat(admitted("b", 1, 0)).isEqualTo(1);
        assertThat(admissions.open()).isEqualTo(4);

        admissions.left("a", 0);

        assertThat(admitted("a", 5, 0)).isEqualTo(1);
        assertThat(admissions.takeRefused()).isEqualTo(6);
        assertThat(admissions.takeRefused()).isZero();
    }

    @Test
    void anAddressMayOpenTenSecondsWorthAtOnceAndThenAtItsRate() {
        long admitted = 0;
        for (int i = 0; i < 20; i++) {
            if (admissions.admit("a", 0)) {
                admitted++;
                admissions.left("a", 0);
            }
        }

        assertThat(admitted).isEqualTo(10);
        assertThat(admitted("a", 5, 999)).isZero();
        assertThat(admitted("a", 5, 2000)).isEqualTo(2);
    }

    @Test
    void allTogetherMayHaveSoMany() {
        assertThat(admitted("proxy", 200, 0)).isEqualTo(100);
        assertThat(admitted("a", 1, 0)).isZero();

        admissions.left("proxy", 0);

        assertThat(admitted("a", 1, 0)).isEqualTo(1);
    }

    @Test
    void whoIsGoneIsForgottenOnceItMayDoAsMuchAsAnybody() {
        admitted("a", 1, 0);
        admissions.left("a", 0);
        admitted("b", 1, 0);

        admissions.forget(500);
        assertThat(admissions.addresses()).isEqualTo(2);

        admissions.forget(1000);
        assertThat(admissions.addresses()).isEqualTo(1);
        admissions.left("b", 2000);
        assertThat(admissions.addresses()).isZero();
    }
}
