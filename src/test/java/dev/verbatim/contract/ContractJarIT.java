package dev.verbatim.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.testing.ContractClasses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The jar that the build makes for other services, as it lies in {@code target} after {@code package}. */
class ContractJarIT {
    private static final Path JAR = Path.of("target/verbatim-contract.jar");

    @Test
    void holdsTheContractWholeAndNothingElse() throws IOException {
        assertThat(JAR).as("made by the build's package phase").exists();
        try (JarFile jar = new JarFile(JAR.toFile());
                Stream<Path> compiled = Files.list(ContractClasses.compiled())) {
            List<String> entries = jar.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(JarEntry::getName)
                    .filter(name -> !name.startsWith("META-INF/"))
                    .toList();

            assertThat(entries)
                    .containsExactlyInAnyOrderElementsOf(
                            compiled.map(file -> "dev/verbatim/contract/" + file.getFileName())
                                    .toList());
            assertThat(jar.getManifest().getMainAttributes().getValue("Class-Path"))
                    .isNull();
        }
    }
}
