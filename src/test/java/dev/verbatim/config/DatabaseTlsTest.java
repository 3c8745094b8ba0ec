package dev.verbatim.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verbatim.config.DatabaseTls.Mode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseTlsTest {
    private static final String URL = "postgresql://ann:s3cret@db.example/chat";

    @ParameterizedTest
    @CsvSource({
        "disable, DISABLE",
        "prefer, PREFER",
        "require, REQUIRE",
        "verify-ca, VERIFY_CA",
        "verify-full, VERIFY_FULL"
    })
    void aModeGoesByLibpqsName(String word, Mode mode) {
        assertThat(DatabaseTls.of(URL + "?application_name=x&sslmode=" + word)).isEqualTo(new DatabaseTls(mode, null));
    }

    @Test
    void aUrlThatSaysNothingMeansNone() {
        assertThat(DatabaseTls.of(URL)).isEqualTo(DatabaseTls.NONE);
        assertThat(DatabaseTls.of(URL + "?application_name=x")).isEqualTo(DatabaseTls.NONE);
    }

    @Test
    void aRootCertificateIsVerifiedEvenWhereTlsIsOnlyRequired() {
        assertThat(DatabaseTls.of(URL + "?sslmode=require&sslrootcert=/etc/a%20b+c.pem"))
                .isEqualTo(new DatabaseTls(Mode.VERIFY_CA, Path.of("/etc/a b+c.pem")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "on", "allow", "VERIFY-FULL", "verify_full"})
    void anyOtherModeIsRefusedWithoutRepeatingTheUrl(String word) {
        assertThatThrownBy(() -> DatabaseTls.of(URL + "?sslmode=" + word))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "sslmode in DATABASE_URL must be disable, prefer, require, verify-ca or verify-full")
                .hasMessageNotContaining("s3cret");
    }
}
