package dev.verbatim.bench.storage;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Postgres' own benchmark, where it is installed: a row per commit into {@link RowByRow#PLAIN}. Blocks. */
final class Pgbench {
    private static final Pattern TPS = Pattern.compile("(?m)^tps = ([0-9.]+)");
    private static final String SCRIPT = """
            insert into lines (id, room, text) values (gen_random_uuid(), 'room-17', repeat('What do you think of it? ', 4));
            """;
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

    private Pgbench() {}

    /** The program, the newest one where there are several. */
    static Optional<Path> program() throws IOException {
        Stream<Path> inPath = Stream.of(System.getenv("PATH").split(":")).map(folder -> Path.of(folder, "pgbench"));
        if (!Files.isDirectory(DEBIAN)) {
            return inPath.filter(Files::isExecutable).findFirst();
        }
        try (Stream<Path> versions = Files.list(DEBIAN)) {
            Stream<Path> installed =
                    versions.sorted(java.util.Comparator.reverseOrder()).map(version -> version.resolve("bin/pgbench"));
            return Stream.concat(installed, inPath).filter(Files::isExecutable).findFirst();
        }
    }

    /** Rows in a second. */
    static double rows(Path program, String url, int clients, Duration time) throws IOException, InterruptedException {
        Path script = Files.createTempFile("row", ".sql");
        try {
            Files.writeString(script, SCRIPT);
            return run(program, url, List.of("-f", script.toString()), clients, time);
        } finally {
            Files.delete(script);
        }
    }

    private static double run(Path program, String url, List<String> script, int clients, Duration time)
            throws IOException, InterruptedException {
        URI uri = URI.create(url);
        String[] user = uri.getUserInfo().split(":", 2);
        List<String> command = new java.util.ArrayList<>(List.of(program.toString(), "-n", "-M", "prepared"));
        command.addAll(script);
        command.addAll(List.of("-c", Integer.toString(clients), "-T", Long.toString(time.toSeconds())));
        command.addAll(List.of("-h", uri.getHost(), "-p", Integer.toString(uri.getPort()), "-U", user[0]));
        command.add(uri.getPath().substring(1));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PGPASSWORD", user[1]);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher tps = TPS.matcher(output);
        if (process.waitFor() != 0 || !tps.find()) {
            throw new IOException("pgbench failed: " + output);
        }
        return Double.parseDouble(tps.group(1));
    }
}
