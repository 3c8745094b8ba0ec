package dev.verbatim.boot;

import dev.verbatim.boot.config.StartFailure;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key of the tokens for a gateway that was given none: made once into the data directory, readable by its owner only, so that tokens outlive a
 * restart. Blocks.
 */
final class SigningSecret {
    private static final Logger LOG = LoggerFactory.getLogger(SigningSecret.class);
    private static final String FILE = "auth-secret";
    private static final int BYTES = 48;
    private static final int MIN_LENGTH = 32;

    private SigningSecret() {}

    /**
     * The secret of a data directory, made if missing.
     *
     * @throws StartFailure where the directory cannot be used, or holds a secret that is none
     */
    static String in(Path dataDirectory) {
        Path file = dataDirectory.resolve(FILE);
        try {
            Files.createDirectories(dataDirectory);
            if (Files.notExists(file)) {
                make(file);
            }
            return checked(file, Files.readString(file).trim());
        } catch (IOException e) {
            throw new StartFailure("Cannot use the data directory " + dataDirectory.toAbsolutePath()
                    + ": make it a writable directory, or name another one in VERBATIM_DATA_DIR.");
        }
    }

    private static String checked(Path file, String secret) {
        if (secret.length() < MIN_LENGTH) {
            throw new StartFailure("The signing secret in " + file.toAbsolutePath()
                    + " is damaged: delete the file, and a new one is made (all tokens end).");
        }
        return secret;
    }

    // Whole or not at all, and never over one that another start has just made.
    private static void make(Path file) throws IOException {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        Path making = Files.createTempFile(file.getParent(), FILE, ".making", ownerOnly());
        try {
            Files.writeString(making, Base64.getEncoder().encodeToString(random), StandardOpenOption.SYNC);
            Files.createLink(file, making);
        } catch (FileAlreadyExistsException e) {
            LOG.debug("another start was first with the signing secret");
        } finally {
            Files.delete(making);
        }
    }

    private static FileAttribute<?> ownerOnly() {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    }
}
