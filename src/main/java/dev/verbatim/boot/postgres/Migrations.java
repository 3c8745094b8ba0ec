package dev.verbatim.boot.postgres;

import java.util.Arrays;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.flywaydb.core.api.output.MigrateResult;
import org.flywaydb.core.api.output.ValidateOutput;
import org.flywaydb.core.api.output.ValidateResult;

/**
 * Brings the schema up to date, or says why not. Nodes that start together take turns: one migrates under an advisory
 * lock, the others find the work done. A schema with migrations this version does not know is refused, so that an old
 * version never writes into a newer one's tables.
 *
 * <p>Blocks for as long as the migrations take; connecting is given up after 5 s.
 */
public final class Migrations {
    /** Where the migrations lie on the class path. */
    public static final String LOCATION = "classpath:db/migration";

    private Migrations() {}

    /** Never throws for a reason outside the code: every such ending is a result. */
    public static MigrationResult run(String databaseUrl) {
        return run(databaseUrl, LOCATION);
    }

    /** @param location where the migrations lie, in Flyway's notation */
    public static MigrationResult run(String databaseUrl, String location) {
        DatabaseUrl url;
        try {
            url = DatabaseUrl.parse(databaseUrl);
        } catch (IllegalArgumentException e) {
            return MigrationResult.fatal(String.valueOf(e.getMessage()));
        }
        Flyway flyway = flyway(url, location);
        try {
            return migrated(flyway.migrate());
        } catch (FlywayValidateException e) {
            return differs(flyway, String.valueOf(e.getMessage()));
        } catch (FlywayException e) {
            return failed(url, e);
        }
    }

    /** How far the schema is; changes nothing, and never throws for a reason outside the code. */
    public static SchemaStanding look(String databaseUrl) {
        DatabaseUrl url;
        try {
            url = DatabaseUrl.parse(databaseUrl);
        } catch (IllegalArgumentException e) {
            return SchemaStanding.of(MigrationResult.fatal(String.valueOf(e.getMessage())));
        }
        Flyway flyway = flyway(url, LOCATION);
        try {
            return standing(flyway);
        } catch (FlywayException e) {
            return SchemaStanding.of(failed(url, e));
        }
    }

    private static SchemaStanding standing(Flyway flyway) {
        ValidateResult check = flyway.validateWithResult();
        boolean differs = check.invalidMigrations.stream().anyMatch(invalid -> !isPending(invalid));
        MigrationResult trouble = differs ? differs(flyway, String.valueOf(check.errorDetails.errorMessage)) : null;
        return new SchemaStanding(
                migrations(flyway.info().applied()),
                migrations(flyway.info().pending()),
                trouble == null ? null : trouble.message(),
                true);
    }

    private static boolean isPending(ValidateOutput invalid) {
        return invalid.errorDetails.errorCode == CoreErrorCode.RESOLVED_VERSIONED_MIGRATION_NOT_APPLIED;
    }

    private static List<SchemaStanding.Migration> migrations(MigrationInfo[] infos) {
        return Arrays.stream(infos)
                .map(info -> new SchemaStanding.Migration("V" + info.getVersion(), info.getDescription()))
                .toList();
    }

    private static MigrationResult failed(DatabaseUrl url, FlywayException failure) {
        return DatabaseFailures.sqlCause(failure)
                .map(sql -> DatabaseFailures.classify(url, sql))
                .orElseGet(() -> withoutSql(failure));
    }

    private static Flyway flyway(DatabaseUrl url, String location) {
        return Flyway.configure()
                .dataSource(url.dataSource())
                .locations(location)
                .failOnMissingLocations(true)
                // The default forgives migrations of a newer version.
                .ignoreMigrationPatterns(new String[0])
                .skipDefaultCallbacks(true)
                .loggers("slf4j")
                .load();
    }

    private static MigrationResult migrated(MigrateResult result) {
        String version = result.targetSchemaVersion == null ? result.initialSchemaVersion : result.targetSchemaVersion;
        return new MigrationResult(
                MigrationResult.Kind.MIGRATED,
                "the schema is at V" + version + ", " + result.migrationsExecuted + " migrations applied");
    }

    private static MigrationResult differs(Flyway flyway, String reason) {
        MigrationInfo[] all = flyway.info().all();
        return Arrays.stream(all)
                .filter(Migrations::isFromTheFuture)
                .reduce((older, newer) -> newer)
                .map(newest -> MigrationResult.fatal("the database's schema is newer (V" + newest.getVersion()
                        + ") than this version: start a newer version, or restore an older database"))
                .orElseGet(() -> MigrationResult.fatal("the database's schema is not the one this version's migrations"
                        + " made (" + DatabaseFailures.firstLine(reason)
                        + "): restore it, or use another database"));
    }

    private static boolean isFromTheFuture(MigrationInfo migration) {
        return migration.getState() == MigrationState.FUTURE_SUCCESS
                || migration.getState() == MigrationState.FUTURE_FAILED;
    }

    private static MigrationResult withoutSql(FlywayException failure) {
        String message = String.valueOf(failure.getMessage());
        if (failure.getErrorCode() == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE
                || message.contains("non-empty schema")) {
            return MigrationResult.fatal(
                    "the database holds tables that are not Verbatim's: give it a database of its own");
        }
        if (message.contains("advisory lock")) {
            return MigrationResult.unreachable("another node is still migrating the database");
        }
        return MigrationResult.fatal("the database cannot be migrated (" + DatabaseFailures.firstLine(message) + ")");
    }
}
