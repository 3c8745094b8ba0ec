package dev.verbatim.boot;

import dev.verbatim.boot.config.StartFailure;
import dev.verbatim.boot.postgres.DatabaseChecks;
import dev.verbatim.boot.postgres.MigrationResult;
import dev.verbatim.boot.postgres.Migrations;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the schema up to date as soon as the database can be reached, and says so once per change of state. Migrations run on worker
 * threads; waiting costs a timer.
 */
final class Schema {
    private static final Logger LOG = LoggerFactory.getLogger(Schema.class);
    private static final long FIRST_RETRY_MS = 250;
    private static final long MAX_RETRY_MS = 5_000;

    private final Vertx vertx;
    private final Database database;
    private final Promise<Void> current = Promise.promise();
    private boolean told;

    Schema(Vertx vertx, Database database) {
        this.vertx = vertx;
        this.database = database;
    }

    /** Completes when the schema is this version's; fails with a {@link StartFailure} where waiting does not help. */
    Future<Void> upToDate() {
        migrate(FIRST_RETRY_MS);
        return current.future();
    }

    private void migrate(long retryMs) {
        vertx.executeBlocking(() -> Migrations.run(database.url()), false)
                .onSuccess(result -> act(result, retryMs))
                .onFailure(current::tryFail);
    }

    private void act(MigrationResult result, long retryMs) {
        switch (result.kind()) {
            case MIGRATED -> migrated(result);
            case FATAL -> current.tryFail(new StartFailure(result.message()));
            case UNREACHABLE -> waitForIt(result, retryMs);
        }
    }

    private void migrated(MigrationResult result) {
        LOG.info("schema ready detail=\"{}\"", result.message());
        current.tryComplete();
        if (!database.isEmbedded()) {
            vertx.executeBlocking(this::warnOfLostDurability, false);
        }
    }

    private void waitForIt(MigrationResult result, long retryMs) {
        if (!told) {
            told = true;
            LOG.warn("database unreachable, waiting for it reason=\"{}\"", result.message());
        }
        vertx.setTimer(retryMs, fired -> migrate(Math.min(MAX_RETRY_MS, retryMs * 2)));
    }

    private Void warnOfLostDurability() throws Exception {
        DatabaseChecks.durabilityWarnings(database.url()).forEach(warning -> LOG.warn("{}", warning));
        return null;
    }
}
