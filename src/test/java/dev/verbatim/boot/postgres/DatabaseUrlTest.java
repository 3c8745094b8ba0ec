package dev.verbatim.boot.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verbatim.config.DatabaseTls;
import dev.verbatim.config.DatabaseTls.Mode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {
    @Test
    void takesAUrlApart() {
        assertThat(DatabaseUrl.parse(
                        "postgresql://ann:p%40ss%2Fword@db.example:6543/chat?application_name=x&sslmode=require"))
                .isEqualTo(new DatabaseUrl(
                        "db.example", 6543, "chat", "ann", "p@ss/word", new DatabaseTls(Mode.REQUIRE, null)));
    }

    @Test
    void acceptsTheShortSchemeTheDefaultPortAndNoPassword() {
        assertThat(DatabaseUrl.parse("postgres://ann@127.0.0.1/chat"))
                .isEqualTo(new DatabaseUrl("127.0.0.1", 5432, "chat", "ann", null, DatabaseTls.NONE));
    }

    @Test
    void acceptsAnIpv6Address() {
        DatabaseUrl url = DatabaseUrl.parse("postgresql://ann:x@[::1]:5433/chat");

        assertThat(url.host()).isEqualTo("::1");
        assertThat(url.dataSource().getURL()).startsWith("jdbc:postgresql://[::1]:5433/chat");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "mysql://ann:s3cret@host/chat",
                "postgresql://ann:s3cret@host",
                "postgresql://host/chat",
                "postgresql://ann:s3cret#@host/chat",
                "postgresql://ann:s3cret@one,two/chat",
                "postgresql://ann:s3cret@host:99999/chat",
                "postgresql://ann:s3cret@host:port/chat",
                "postgresql://ann:s3cret%@host/chat"
            })
    void refusesEverythingElseWithoutRepeatingIt(String malformed) {
        assertThatThrownBy(() -> DatabaseUrl.parse(malformed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("DATABASE_URL must")
                .hasMessageNotContaining("s3cret");
        assertThat(Migrations.run(malformed).kind()).isEqualTo(MigrationResult.Kind.FATAL);
    }

    @Test
    void showsNoPassword() {
        assertThat(DatabaseUrl.parse("postgresql://ann:s3cret@host/chat"))
                .hasToString("postgresql://ann@host:5432/chat");
    }
}
