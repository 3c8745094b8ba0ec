package dev.verbatim.cluster;

import dev.verbatim.consumer.RoomCounter;
import dev.verbatim.testing.ContractClasses;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The example consumer as a process that has nothing of Verbatim's but the contract. */
final class Outsider implements AutoCloseable {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Process process;

    private Outsider(Process process) {
        this.process = process;
        Thread reader = new Thread(this::read, "outsider-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts it; returns when facts reach it. */
    static Outsider follow(Path folder, String cluster, String member, String room) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> words =
                List.of(java, "-Xmx128m", "-cp", classPath(folder), RoomCounter.class.getName(), cluster, member, room);
        try {
            Outsider outsider = new Outsider(
                    new ProcessBuilder(words).redirectErrorStream(true).start());
            Awaitility.await()
                    .atMost(1, TimeUnit.MINUTES)
                    .untilAsserted(() -> org.assertj.core.api.Assertions.assertThat(outsider.lines)
                            .contains("following"));
            return outsider;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String classPath(Path folder) {
        List<Path> places = new ArrayList<>(List.of(ContractClasses.copiedInto(folder)));
        places.addAll(ContractClasses.libraries("vertx-hazelcast-", "hazelcast-"));
        copyExampleInto(folder);
        return places.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    private static void copyExampleInto(Path folder) {
        Path target = folder.resolve("dev/verbatim/consumer");
        try (Stream<Path> files = Files.list(example())) {
            Files.createDirectories(target);
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(file.getFileName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path example() {
        try {
            return Path.of(RoomCounter.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .resolve("dev/verbatim/consumer");
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What it printed last. */
    String lastLine() {
        return lines.get(lines.size() - 1);
    }

    private void read() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            reader.lines().forEach(lines::add);
        } catch (UncheckedIOException | IOException e) {
            lines.add("(output ended: " + e.getMessage() + ")");
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
