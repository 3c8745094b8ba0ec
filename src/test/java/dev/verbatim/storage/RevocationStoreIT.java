package dev.verbatim.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.ReadRevocations;
import dev.verbatim.contract.Revocation;
import dev.verbatim.contract.RevokeTokens;
import dev.verbatim.contract.Topics;
import dev.verbatim.testing.Rows;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens that were taken back, in a real Postgres: remembered until they expire, each once, and bounded. */
class RevocationStoreIT {
    private final Instant soon = Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.MILLIS);

    private final Vertx vertx = Vertx.vertx();
    private final List<Revocation> said = new CopyOnWriteArrayList<>();
    private PgConnection connection;
    private RevocationStore store;
    private Rows rows;

    @BeforeEach
    void start() {
        String url = TestPostgres.freshDatabase();
        rows = Rows.of(url);
        connection = PgConnection.connect(vertx, ConnectOptions.of(url, 5000)).await();
        MessageBus bus = MessageBus.over(vertx);
        bus.consume(Topics.REVOKED, said::add).ready().await();
        store = new RevocationStore(new Facts(bus), 50);
    }

    @AfterEach
    void stop() {
        connection.close().await();
        vertx.close().await();
    }

    private Future<Revocation> asked(@Nullable String token, @Nullable String user, Instant expires) {
        return store.revoke(connection, new RevokeTokens("main", token, user, expires, "somebody"));
    }

    private Revocation revoke(@Nullable String token, @Nullable String user) {
        return asked(token, user, soon).await();
    }

    private List<Revocation> read(long after) {
        return store.read(connection, new ReadRevocations(after, 1000)).await().revocations();
    }

    @Test
    void aTokenIsRememberedAndSaid() {
        Revocation revocation = revoke("jti:1", "ada");

        assertThat(revocation.tokenId()).isEqualTo("jti:1");
        assertThat(revocation.expiresAt()).isEqualTo(soon);
        assertThat(read(0)).containsExactly(revocation);
        assertThat(read(revocation.id())).isEmpty();
        Awaitility.await().until(() -> said.contains(revocation));
    }

    @Test
    void askingAgainIsTheSame() {
        assertThat(revoke("jti:1", "ada")).isEqualTo(revoke("jti:1", "ada"));

        assertThat(read(0)).hasSize(1);
    }

    @Test
    void tenantsAreApart() {
        revoke("jti:1", null);

        Revocation other = store.revoke(connection, new RevokeTokens("other", "jti:1", null, soon, "op"))
                .await();

        assertThat(other.tenant()).isEqualTo("other");
        assertThat(read(0)).hasSize(2);
    }

    @Test
    void allOfAUsersTokensAreOneRowThatMovesOn() {
        Revocation first = revoke(null, "ada");
        revoke(null, "bob");
        Revocation second = revoke(null, "ada");

        assertThat(second.revokedAt()).isAfter(first.revokedAt());
        assertThat(second.id()).isGreaterThan(first.id());
        assertThat(read(0)).extracting(Revocation::userId).containsExactly("bob", "ada");
    }

    @Test
    void manyTokensOfOneUserBecomeAllOfThem() {
        for (int i = 0; i < 32; i++) {
            revoke("jti:" + i, "ada");
        }
        revoke("jti:of-bob", "bob");

        Revocation all = revoke("jti:33", "ada");

        assertThat(all.tokenId()).isNull();
        assertThat(all.userId()).isEqualTo("ada");
        assertThat(read(0)).extracting(Revocation::tokenId).containsExactly("jti:of-bob", null);
    }

    @Test
    void whatHasExpiredIsForgotten() {
        asked("jti:1", "ada", Instant.now().minusSeconds(5)).await();
        asked(null, "bob", Instant.now().minusSeconds(5)).await();

        revoke("jti:2", "ada");

        assertThat(rows.one("select count(*) as n from revocations").get("n")).isEqualTo(1L);
    }

    @Test
    void onlySoManyAreRemembered() {
        for (int i = 0; i < 50; i++) {
            revoke("jti:" + i, "user-" + i);
        }

        assertThatThrownBy(() -> revoke("jti:more", "ada"))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.code()).isEqualTo(FailureCode.LIMIT_EXCEEDED));
        assertThat(revoke("jti:7", "user-7").tokenId()).isEqualTo("jti:7");
    }
}
