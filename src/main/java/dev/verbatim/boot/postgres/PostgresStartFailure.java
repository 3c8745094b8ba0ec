package dev.verbatim.boot.postgres;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/**
 * The embedded Postgres cannot start for a reason that only its operator can remove. The message is one line that says
 * what to do and holds no password; there is no stack trace, because the fault is not in the code.
 */
public final class PostgresStartFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message one line for the operator: what is wrong and what to do */
    public PostgresStartFailure(String message) {
        super(message, null, false, false);
    }

    static PostgresStartFailure cannotWrite(Path directory, IOException cause) {
        String reason = reason(cause);
        if (reason.contains("No space left")) {
            return diskFull(directory);
        }
        return new PostgresStartFailure("cannot write to the data directory " + directory + " (" + reason
                + "): make it writable, or set VERBATIM_DATA_DIR to another directory or DATABASE_URL to a Postgres");
    }

    static PostgresStartFailure diskFull(Path directory) {
        return new PostgresStartFailure("the disk of the data directory " + directory
                + " is full: free some space, or set VERBATIM_DATA_DIR to another directory");
    }

    private static String reason(IOException cause) {
        if (cause instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (cause instanceof FileAlreadyExistsException) {
            return "it is a file";
        }
        if (cause instanceof FileSystemException failed && failed.getReason() != null) {
            return failed.getReason();
        }
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }
}
