package dev.verbatim.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verbatim.boot.config.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningSecretTest {
    @TempDir
    private Path data;

    @Test
    void isMadeOnceForItsOwnerOnly() throws IOException {
        String secret = SigningSecret.in(data);

        assertThat(SigningSecret.in(data)).isEqualTo(secret).hasSizeGreaterThan(32);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("auth-secret"))))
                .isEqualTo("rw-------");
        try (Stream<Path> files = Files.list(data)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void aDamagedOneIsNamedInsteadOfUsed() throws IOException {
        Files.writeString(data.resolve("auth-secret"), "abc");

        assertThatThrownBy(() -> SigningSecret.in(data))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("auth-secret")
                .hasMessageContaining("delete the file");
    }

    @Test
    void aDirectoryThatIsAFileIsRefused() throws IOException {
        Path file = Files.createFile(data.resolve("file"));

        assertThatThrownBy(() -> SigningSecret.in(file))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("VERBATIM_DATA_DIR");
    }
}
