package dev.verbatim.boot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressesTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, https://127.0.0.1:81",
        "0.0.0.0, https://127.0.0.1:81",
        "::, https://127.0.0.1:81",
        "::1, https://[::1]:81",
        "chat.example.com, https://chat.example.com:81"
    })
    void isWhatABrowserCanOpen(String host, String url) {
        assertThat(Addresses.of("https", host, 81)).hasToString(url);
        assertThat(Addresses.of("https", host, 81).getPort()).isEqualTo(81);
    }
}
