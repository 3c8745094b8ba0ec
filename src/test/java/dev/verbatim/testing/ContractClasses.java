package dev.verbatim.testing;

import dev.verbatim.contract.MessageBus;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The contract as another service has it: its classes alone in a folder, and the libraries that vertx-core brings. */
public final class ContractClasses {
    private static final String PACKAGE = "dev/verbatim/contract";
    private static final Pattern BROUGHT_BY_VERTX_CORE =
            Pattern.compile("(vertx-core|vertx-core-logging|netty-(?!tcnative).*|jackson-core)-[0-9].*\\.jar");

    private ContractClasses() {}

    /** Where the compiled contract is. */
    public static Path compiled() {
        try {
            return Path.of(MessageBus.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .resolve(PACKAGE);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Copies the contract's classes below a folder that becomes part of a class path. */
    public static Path copiedInto(Path folder) {
        try (Stream<Path> files = Files.list(compiled())) {
            Path target = Files.createDirectories(folder.resolve(PACKAGE));
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(file.getFileName()));
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The jars that come with vertx-core, and those whose names begin with one of these. */
    public static List<Path> libraries(String... more) {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Stream.of(classPath.split(File.pathSeparator))
                .map(Path::of)
                .filter(jar -> belongs(jar.getFileName().toString(), more))
                .toList();
    }

    private static boolean belongs(String jar, String... more) {
        return BROUGHT_BY_VERTX_CORE.matcher(jar).matches() || Stream.of(more).anyMatch(jar::startsWith);
    }
}
