package dev.verbatim.boot.postgres;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a database's schema is, looked at without changing it.
 *
 * @param applied migrations that were applied, oldest first
 * @param pending those that {@link Migrations#run} would apply, in their order
 * @param problem one line for the operator where they could not be; null where they could
 * @param reachable whether the database answered
 */
public record SchemaStanding(
        List<Migration> applied,
        List<Migration> pending,
        @Nullable String problem,
        boolean reachable) {
    /** One step of the schema. */
    public record Migration(String version, String description) {}

    /** Whether nothing is left to be done. */
    public boolean isCurrent() {
        return problem == null && pending.isEmpty();
    }

    static SchemaStanding of(MigrationResult trouble) {
        boolean reachable = trouble.kind() != MigrationResult.Kind.UNREACHABLE;
        return new SchemaStanding(List.of(), List.of(), trouble.message(), reachable);
    }
}
