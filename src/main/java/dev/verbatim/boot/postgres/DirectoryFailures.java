package dev.verbatim.boot.postgres;

import dev.verbatim.boot.config.StartFailure;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** What the file system refuses, in one line that says what to do. */
final class DirectoryFailures {
    private DirectoryFailures() {}

    static StartFailure cannotWrite(Path directory, IOException cause) {
        String reason = reason(cause);
        if (reason.contains("No space left")) {
            return diskFull(directory);
        }
        return new StartFailure("cannot write to the data directory " + directory + " (" + reason
                + "): make it writable, or set VERBATIM_DATA_DIR to another directory or DATABASE_URL to a Postgres");
    }

    static StartFailure diskFull(Path directory) {
        return new StartFailure("the disk of the data directory " + directory
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
