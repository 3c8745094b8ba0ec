package dev.verbatim.storage;

import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.ReadRevocations;
import dev.verbatim.contract.Revocation;
import dev.verbatim.contract.Revocations;
import dev.verbatim.contract.RevokeTokens;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Tokens that were taken back, remembered until they expire: at most 100,000, and 32 of one user before all of theirs are taken back together. */
final class RevocationStore {
    private static final int MOST = 100_000;
    private static final int MOST_OF_USER = 32;
    private static final int MAX_LIMIT = 5_000;
    private static final String REVOKE = "select * from verbatim_revoke($1, $2, $3, $4, $5, $6, $7)";
    private static final String READ = "select * from verbatim_revocations($1, $2)";

    private final Facts facts;
    private final int most;

    RevocationStore(Facts facts) {
        this(facts, MOST);
    }

    /**
     * For tests.
     *
     * @param most that may be remembered
     */
    RevocationStore(Facts facts, int most) {
        this.facts = facts;
        this.most = most;
    }

    /** Takes tokens back, and says so to every chat verticle. */
    Future<Revocation> revoke(SqlConnection connection, RevokeTokens ask) {
        Tuple parameters = Tuple.of(
                ask.tenant(),
                ask.tokenId(),
                ask.userId(),
                OffsetDateTime.ofInstant(ask.expiresAt(), ZoneOffset.UTC),
                ask.doneBy(),
                MOST_OF_USER,
                most);
        return connection
                .preparedQuery(REVOKE)
                .execute(parameters)
                .compose(rows -> revoked(ask.tenant(), rows))
                .onSuccess(facts::revoked);
    }

    private static Future<Revocation> revoked(String tenant, RowSet<Row> rows) {
        return rows.size() == 0
                ? Future.failedFuture(
                        new Failure(FailureCode.LIMIT_EXCEEDED, "Too many tokens were taken back and are remembered."))
                : Future.succeededFuture(revocation(tenant, rows.iterator().next()));
    }

    Future<Revocations> read(SqlConnection connection, ReadRevocations ask) {
        int limit = Math.max(1, Math.min(MAX_LIMIT, ask.limit()));
        return connection
                .preparedQuery(READ)
                .execute(Tuple.of(ask.afterId(), limit))
                .map(RevocationStore::all);
    }

    private static Revocations all(RowSet<Row> rows) {
        List<Revocation> all = new ArrayList<>();
        rows.forEach(row -> all.add(revocation(row.getString("tenant"), row)));
        return new Revocations(List.copyOf(all));
    }

    private static Revocation revocation(String tenant, Row row) {
        return new Revocation(
                row.getLong("id"),
                tenant,
                row.getString("token_id"),
                row.getString("user_id"),
                row.getOffsetDateTime("revoked_at").toInstant(),
                row.getOffsetDateTime("expires_at").toInstant());
    }
}
