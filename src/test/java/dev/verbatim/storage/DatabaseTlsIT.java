package dev.verbatim.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.boot.postgres.MigrationResult;
import dev.verbatim.boot.postgres.Migrations;
import dev.verbatim.testing.Certificate;
import dev.verbatim.testing.OwnPostgres;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both of the gateway's ways to the database, against one that speaks TLS: that of the migrations and that of storage. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabaseTlsIT {
    private static final long LIMIT_MS = 10_000;
    private static final String OURS = "ours";
    private static final String OTHERS = "others";

    private final Vertx vertx = Vertx.vertx();
    private OwnPostgres named;
    private OwnPostgres elsewhere;

    private Path folder;

    @BeforeAll
    void start(@TempDir Path fresh) throws IOException {
        folder = fresh;
        Certificate certificate = Certificate.of("ip:127.0.0.1");
        Certificate misnamed = Certificate.of("dns:db.example");
        named = TestPostgres.ownWithTls(certificate);
        elsewhere = TestPostgres.ownWithTls(misnamed);
        write("named-" + OURS, certificate);
        write("elsewhere-" + OURS, misnamed);
        write("named-" + OTHERS, misnamed);
        write("elsewhere-" + OTHERS, certificate);
    }

    private void write(String name, Certificate certificate) throws IOException {
        Files.writeString(folder.resolve(name), certificate.certificatePem());
    }

    @AfterAll
    void stop() {
        StorageRoom.get(vertx.close());
        named.close();
        elsewhere.close();
    }

    private String url(String server, String mode, String root) {
        String url = (server.equals("named") ? named : elsewhere).url() + "?sslmode=" + mode;
        String file = folder.resolve(server + "-" + root).toString();
        return root.equals("none") ? url : url + "&sslrootcert=" + URLEncoder.encode(file, StandardCharsets.UTF_8);
    }

    /** Whether storage's connection is encrypted, as the server sees it. */
    private Future<Boolean> encrypted(String url) {
        return PgConnection.connect(vertx, ConnectOptions.of(url, LIMIT_MS)).compose(this::encrypted);
    }

    private Future<Boolean> encrypted(PgConnection connection) {
        return connection
                .query("select ssl from pg_stat_ssl where pid = pg_backend_pid()")
                .execute()
                .map(rows -> rows.iterator().next())
                .map((Row row) -> row.getBoolean("ssl"))
                .eventually(connection::close);
    }

    @ParameterizedTest
    @CsvSource({
        "named, disable, none, false",
        "named, prefer, none, true",
        "named, require, none, true",
        "elsewhere, require, none, true",
        "named, require, ours, true",
        "named, verify-ca, ours, true",
        "elsewhere, verify-ca, ours, true",
        "named, verify-full, ours, true"
    })
    void whatIsAskedForIsGot(String server, String mode, String root, boolean tls) {
        String url = url(server, mode, root);

        assertThat(Migrations.run(url).kind()).isEqualTo(MigrationResult.Kind.MIGRATED);
        assertThat(StorageRoom.get(encrypted(url))).isEqualTo(tls);
    }

    /** A certificate for another host, of somebody else, or of nobody whom this JVM trusts. */
    @ParameterizedTest
    @CsvSource({
        "elsewhere, verify-full, ours",
        "named, verify-full, others",
        "named, verify-ca, others",
        "named, require, others",
        "named, verify-ca, none",
        "named, verify-full, none"
    })
    void whoIsNotWhoItShouldBeGetsNoPassword(String server, String mode, String root) {
        String url = url(server, mode, root);

        MigrationResult migrated = Migrations.run(url);
        boolean opened = StorageRoom.get(encrypted(url).map(true).otherwise(false));

        assertThat(migrated.kind()).isEqualTo(MigrationResult.Kind.FATAL);
        assertThat(opened).isFalse();
    }

    @Test
    void aServerWithoutTlsIsTakenOnlyByWhoDoesNotInsist() {
        String plain = TestPostgres.freshDatabase();

        assertThat(StorageRoom.get(encrypted(plain + "?sslmode=prefer"))).isFalse();
        assertThat(StorageRoom.get(
                        encrypted(plain + "?sslmode=require").map(true).otherwise(false)))
                .isFalse();
        assertThat(Migrations.run(plain + "?sslmode=require").kind()).isEqualTo(MigrationResult.Kind.FATAL);
    }
}
