package dev.verbatim.chat.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HopTest {
    private static MultiMap headers(String... namesAndValues) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return headers;
    }

    private static Hop hop(@Nullable String from) {
        return new Hop(from, null, null);
    }

    @Test
    void severalLinesAreOneList() {
        MultiMap said = headers(
                "X-Forwarded-For", "192.0.2.1, 2001:DB8::1", "x-forwarded-for", "[2001:db8::2]:443,192.0.2.3:80");

        assertThat(Hop.ofXForwarded(said))
                .containsExactly(
                        hop("192.0.2.1"), hop("2001:db8:0:0:0:0:0:1"), hop("2001:db8:0:0:0:0:0:2"), hop("192.0.2.3"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "unknown", "_hidden", "192.0.2.300", "localhost", "1.2.3.4, ", "x\u0000", "[::1"})
    void whatIsNoAddressNamesNobody(String value) {
        List<Hop> hops = Hop.ofXForwarded(headers("X-Forwarded-For", value));

        assertThat(hops.get(hops.size() - 1).from()).isNull();
    }

    @Test
    void schemeAndHostAreTheLastProxys() {
        MultiMap said = headers(
                "X-Forwarded-For", "192.0.2.1",
                "X-Forwarded-Proto", "ftp, HTTPS",
                "X-Forwarded-Host", "evil.example, Chat.Example.com:8443");

        assertThat(Hop.ofXForwarded(said)).containsExactly(new Hop("192.0.2.1", "https", "chat.example.com:8443"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a b", "chat.example.com/x", "user@chat.example.com", "chat.example.com:port", "<script>", ""})
    void whatIsNoHostIsNone(String host) {
        MultiMap said = headers("X-Forwarded-For", "192.0.2.1", "X-Forwarded-Host", host);

        assertThat(Hop.ofXForwarded(said)).containsExactly(hop("192.0.2.1"));
    }

    @Test
    void theStandardsOwnExamplesAreRead() {
        MultiMap said = headers(
                "Forwarded", "for=\"_gazonk\"",
                "Forwarded", "For=\"[2001:db8:cafe::17]:4711\"",
                "Forwarded", "for=192.0.2.60;proto=http;by=203.0.113.43",
                "Forwarded", "for=192.0.2.43, for=198.51.100.17;host=\"chat.example.com:443\";proto=HTTPS");

        assertThat(Hop.ofForwarded(said))
                .containsExactly(
                        hop(null),
                        hop("2001:db8:cafe:0:0:0:0:17"),
                        new Hop("192.0.2.60", "http", null),
                        hop("192.0.2.43"),
                        new Hop("198.51.100.17", "https", "chat.example.com:443"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "for",
                "for=1.2.3.4;;",
                "for=\"1.2.3.4",
                "for=1.2.3.4 for=5.6.7.8",
                ";",
                "=",
                "for=a b",
                "for=\"\\\""
            })
    void whatIsNotInOrderNamesNobody(String value) {
        assertThat(Hop.ofForwarded(headers("Forwarded", value))).isEmpty();
    }

    /** Of what a client wrote a proxy may pass on as much as a head may have. */
    @Test
    @Timeout(20)
    void aLongHeaderTakesNoTime() {
        for (String many : List.of(
                "for=\"" + "\\\"".repeat(200_000),
                "a".repeat(400_000),
                " ".repeat(400_000),
                "for=" + "1".repeat(400_000) + "\"",
                "for=1.2.3.4 " + " ".repeat(400_000) + "x")) {
            assertThat(Hop.ofForwarded(headers("Forwarded", many))).isEmpty();
        }
    }
}
