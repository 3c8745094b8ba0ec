package dev.verbatim.boot.postgres;

import dev.verbatim.boot.config.StartFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A process of its own that runs an embedded Postgres until it is killed, as a gateway does. */
final class ChildGateway {
    private static final String READY = "url=";

    private ChildGateway() {}

    public static void main(String[] arguments) throws InterruptedException {
        try {
            EmbeddedPostgres postgres = EmbeddedPostgres.start(
                    new PostgresPlace(Path.of(arguments[0]), Path.of(arguments[1]), 0, Map.of()));
            System.out.println(READY + postgres.url());
        } catch (StartFailure e) {
            System.out.println(e.getMessage());
            return;
        }
        new CountDownLatch(1).await();
    }

    static Process start(PostgresPlace place) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ChildGateway.class.getName(),
                        place.dataDirectory().toString(),
                        place.binariesDirectory().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    static String awaitUrl(Process gateway) throws IOException {
        BufferedReader output = gateway.inputReader(StandardCharsets.UTF_8);
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(READY)) {
                return line.substring(READY.length());
            }
        }
        throw new IOException("the child ended before its Postgres was ready");
    }

    /** Everything it printed before it gave up. */
    static String complaint(Process gateway) throws IOException {
        return new String(gateway.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
