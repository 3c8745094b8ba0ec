package dev.verbatim.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenTextTest {
    @Test
    void writesSixteenCharactersThatJsonDoesNotEscape() {
        byte[] text = "................".getBytes(US_ASCII);

        TokenText.write(text, 0, 0x0a_bcde_f012L, 0x34);

        assertThat(new String(text, US_ASCII)).isEqualTo("~0abcdef0120034 ");
    }

    @Test
    void ageHoldsWhenTheStampsClockStartsAnew() {
        long now = (7L << 40) + 5;
        long stamp = (now - 10) & 0xff_ffff_ffffL;

        long age = TokenText.age(now, stamp);

        assertThat(age).isEqualTo(10);
    }
}
