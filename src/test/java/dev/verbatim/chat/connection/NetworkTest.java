package dev.verbatim.chat.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkTest {
    @ParameterizedTest
    @CsvSource({
        "2001:db8:1:2::1, 2001:db8:1:2:ffff:ffff:ffff:ffff",
        "2001:db8:1:2::1, 2001:DB8:0001:2:0:0:0:9",
        "fe80::1%eth0, fe80::2%eth1",
        "192.0.2.1, ::ffff:192.0.2.1",
        "192.0.2.1, 0:0:0:0:0:ffff:c000:201",
        "127.0.0.1, ::ffff:127.0.0.1",
        "0:0:0:0:0:0:0:1, ::1"
    })
    void theseAreOneClient(String one, String other) {
        assertThat(Network.of(one)).isEqualTo(Network.of(other));
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8:1:2::1, 2001:db8:1:3::1",
        "192.0.2.1, 192.0.2.2",
        "::ffff:192.0.2.1, ::ffff:192.0.2.2",
        "127.0.0.1, ::1",
        "::1, ::2",
        "::1, ::ffff:192.0.2.1"
    })
    void theseAreTwo(String one, String other) {
        assertThat(Network.of(one)).isNotEqualTo(Network.of(other));
    }

    /** A socket of both families has mapped addresses as such. */
    @Test
    void aMappedAddressIsItsIpv4HoweverItCame() throws UnknownHostException {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, (byte) 192, 0, 2, 1};
        InetAddress kept = Inet6Address.getByAddress(null, mapped, 0);

        assertThat(kept).isInstanceOf(Inet6Address.class);
        assertThat(Network.of(kept)).isEqualTo("192.0.2.1");
    }

    @Test
    void whatIsNoAddressIsNobodys() {
        assertThat(Network.of("")).isEmpty();
        assertThat(Network.of("unknown")).isEmpty();
    }
}
