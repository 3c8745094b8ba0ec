package dev.verbatim.boot.postgres;

/**
 * How bringing the schema up to date ended.
 *
 * @param kind what boot does next
 * @param message one line for the operator; never holds a password
 */
public record MigrationResult(Kind kind, String message) {
    /** What an ending of the migrations means for the process. */
    public enum Kind {
        /** The schema is the one this version needs. */
        MIGRATED,
        /** It can heal without us: stay up, not ready, and try again. */
        UNREACHABLE,
        /** Only the operator can mend it: exit with the message. */
        FATAL
    }

    static MigrationResult unreachable(String message) {
        return new MigrationResult(Kind.UNREACHABLE, message);
    }

    static MigrationResult fatal(String message) {
        return new MigrationResult(Kind.FATAL, message);
    }
}
