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
 * Brings the schema up to date as soon as the database can be reached, and says so once per change of state. The first try is the main
 * thread's; later ones run on worker threads, and waiting costs a timer.
 */
final class Schema {
    /** What to do where it is not up to date. */
    static final String HINT = "Waits for the database; `verbatim migrate --dry-run` tells what is left to do.";

    private static final Logger LOG = LoggerFactory.getLogger(Schema.class);
    private static final long FIRST_RETRY_MS = 250;
    private static final long MAX_RETRY_MS = 5_000;

    private final Vertx vertx;
    private final Database database;
    private final Promise<Void> current = Promise.promise();
    private boolean waiting;
    private volatile String lastAnswer = "not looked at yet";

    Schema(Vertx vertx, Database database) {
        this.vertx = vertx;
        this.database = database;
    }

    /**
     * Tries once, blocking; if the database cannot be reached, goes on trying by itself.
     *
     * @return completes when the schema is this version's; fails with a {@link StartFailure} where waiting does not help
     */
    Future<Void> upToDate() {
        MigrationResult result = Migrations.run(database.url());
        waiting = result.kind() == MigrationResult.Kind.UNREACHABLE;
        if (waiting) {
            LOG.warn("database unreachable, waiting for it reason=\"{}\"", result.message());
        }
        act(result, FIRST_RETRY_MS);
        return current.future();
    }

    /** Whether the first try is over and the database could not be reached. */
    boolean isWaiting() {
        return waiting;
    }

    /** For readiness: whether the schema is this version's, or what it waits for. Any thread. */
    Future<String> standing() {
        return current.future().isComplete() ? Future.succeededFuture(lastAnswer) : Future.failedFuture(lastAnswer);
    }

    private void act(MigrationResult result, long retryMs) {
        lastAnswer = result.message();
        switch (result.kind()) {
            case MIGRATED -> migrated(result);
            case FATAL -> current.tryFail(new StartFailure(result.message()));
            case UNREACHABLE -> vertx.setTimer(retryMs, fired -> retry(Math.min(MAX_RETRY_MS, retryMs * 2)));
        }
    }

    private void retry(long nextMs) {
        vertx.executeBlocking(() -> Migrations.run(database.url()), false)
                .onSuccess(result -> act(result, nextMs))
                .onFailure(current::tryFail);
    }

    private void migrated(MigrationResult result) {
        LOG.info("schema ready detail=\"{}\"", result.message());
        if (!database.isEmbedded()) {
            vertx.executeBlocking(() -> DatabaseChecks.durabilityWarnings(database.url()), false)
                    .onSuccess(warnings -> warnings.forEach(LOG::warn))
                    .onFailure(cause -> LOG.warn("durability unknown reason=\"{}\"", cause.getMessage()));
        }
        current.tryComplete();
    }
}
