package dev.verbatim.boot.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.boot.postgres.MigrationResult.Kind;
import java.net.UnknownHostException;
import java.sql.SQLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseFailuresTest {
    private static final DatabaseUrl URL = DatabaseUrl.parse("postgresql://ann:s3cret@host/chat");

    @ParameterizedTest
    @CsvSource({
        "08001, UNREACHABLE",
        "08006, UNREACHABLE",
        "57P03, UNREACHABLE",
        "57P01, UNREACHABLE",
        "53300, UNREACHABLE",
        "53100, UNREACHABLE",
        "25006, UNREACHABLE",
        "55P03, UNREACHABLE",
        "08004, FATAL",
        "28P01, FATAL",
        "28000, FATAL",
        "3D000, FATAL",
        "42501, FATAL",
        "42P07, FATAL",
        "XX000, FATAL"
    })
    void knowsWhatHeals(String sqlState, Kind kind) {
        MigrationResult result = DatabaseFailures.classify(URL, new SQLException("first line\nsecond line", sqlState));

        assertThat(result.kind()).isEqualTo(kind);
        assertThat(result.message()).contains("host:5432").doesNotContain("second line", "s3cret");
    }

    @Test
    void refusedCertificateDoesNotHeal() {
        SQLException failure = new SQLException("SSL error", "08006", new SSLHandshakeException("not trusted"));

        assertThat(DatabaseFailures.classify(URL, failure).kind()).isEqualTo(Kind.FATAL);
    }

    @Test
    void unknownHostCanHealAndIsCalledThat() {
        SQLException failure =
                new SQLException("The connection attempt failed.", "08001", new UnknownHostException("host"));

        assertThat(DatabaseFailures.classify(URL, failure))
                .isEqualTo(MigrationResult.unreachable("the database at host:5432 is not reachable (unknown host)"));
    }

    @Test
    void failureWithoutAStateIsFatal() {
        assertThat(DatabaseFailures.classify(URL, new SQLException("odd")).kind())
                .isEqualTo(Kind.FATAL);
    }
}
