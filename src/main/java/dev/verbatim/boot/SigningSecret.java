package dev.verbatim.boot;

import dev.verbatim.boot.config.StartFailure;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/**
 * The key of the tokens for a gateway that was given none: made once into the data directory, readable by its owner only, so that tokens outlive a
 * restart. Blocks.
 */
final class SigningSecret {
    private static final String FILE = "auth-secret";
    private static final int BYTES = 48;

    private SigningSecret() {}

    /**
     * The secret of a data directory, made if missing.
     *
     * @throws StartFailure where the directory cannot be read or written
     */
    static String in(Path dataDirectory) {
        Path file = dataDirectory.resolve(FILE);
        try {
            Files.createDirectories(dataDirectory);
            return Files.exists(file) ? Files.readString(file).trim() : made(file);
        } catch (FileAlreadyExistsException e) {
            return in(dataDirectory);
        } catch (IOException e) {
            throw new StartFailure("Cannot use the data directory " + dataDirectory.toAbsolutePath()
                    + ": make it writable, or name another one in VERBATIM_DATA_DIR.");
        }
    }

    private static String made(Path file) throws IOException {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        String secret = Base64.getEncoder().encodeToString(random);
        Set<PosixFilePermission> ownerOnly = PosixFilePermissions.fromString("rw-------");
        FileAttribute<?> mode = PosixFilePermissions.asFileAttribute(ownerOnly);
        Set<OpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (var channel = Files.newByteChannel(file, options, mode)) {
            channel.write(java.nio.ByteBuffer.wrap(secret.getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
        }
        return secret;
    }
}
