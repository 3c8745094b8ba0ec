package dev.verbatim.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.testing.Canary;
import dev.verbatim.testing.GatewayProcess;
import dev.verbatim.testing.Tables;
import dev.verbatim.testing.TestPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A start on what waiting does not mend: the process ends at once, with a status that is not 0 and one line that says what to do. */
class StartupIT {
    private static final String SECRET = Canary.SECRET;
    private static final String WRONG = "not-the-password";
    private static final String COMPLAINT = "verbatim: ";

    private final Path directory = GatewayProcess.freshDirectory();

    @Test
    void takenChatPortIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());

            assertThat(complaint(with("PORT", port)))
                    .contains("PORT")
                    .contains(port)
                    .contains("in use");
        }
    }

    @Test
    void takenOpsPortIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());

            assertThat(complaint(with("OPS_PORT", port)))
                    .contains("OPS_PORT")
                    .contains(port)
                    .contains("in use");
        }
    }

    @Test
    void directoryThatCannotBeWrittenIsNamed() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        String below = file.resolve("data").toString();

        assertThat(complaint(Map.of("VERBATIM_DATA_DIR", below)))
                .contains(below)
                .contains("VERBATIM_DATA_DIR");
    }

    @Test
    void malformedDatabaseUrlIsNotRepeated() {
        String complaint = complaint(with("DATABASE_URL", "postgresql://somebody:" + WRONG + "@[nowhere"));

        assertThat(complaint).contains("DATABASE_URL").contains("postgresql://user:password@host:5432/");
    }

    @Test
    void refusedPasswordNamesTheUserOnly() {
        String url = TestPostgres.freshDatabase().replaceFirst(":[^:@/]+@", ":" + WRONG + "@");

        assertThat(complaint(with("DATABASE_URL", url)))
                .contains("refused the password")
                .contains("DATABASE_URL");
    }

    @Test
    void missingDatabaseIsNamed() {
        String url = TestPostgres.freshDatabase().replaceFirst("/[^/]+$", "/nowhere");

        assertThat(complaint(with("DATABASE_URL", url))).contains("has no database nowhere");
    }

    @Test
    void newerSchemaIsLeftAlone() {
        String url = TestPostgres.freshDatabase();
        new Tables(url)
                .rows("insert into flyway_schema_history (installed_rank, version, description, type, script, checksum,"
                        + " installed_by, execution_time, success) values (900, '900', 'later', 'SQL', 'V900__later.sql',"
                        + " 1, 'test', 1, true) returning installed_rank");

        assertThat(complaint(with("DATABASE_URL", url)))
                .contains("newer (V900)")
                .contains("start a newer version");
    }

    @Test
    void everyMistakeIsToldAtOnce() throws IOException {
        Path own =
                Files.writeString(directory.resolve("own.yaml"), "rooms:\n  on-join: perhaps\nlmm:\n  lease-ms: 1\n");
        Map<String, String> environment = with("VERBATIM_CONFIG", own.toString());
        environment.put("PORT", "99999");
        environment.put("VERBATIM_LLM_LEASE_MS", "soon");
        List<String> output = outputOf(environment);

        assertThat(output).first().asString().startsWith(COMPLAINT);
        assertThat(String.join("\n", output))
                .contains("http.port", "llm.lease-ms", "rooms.on-join", "lmm")
                .doesNotContain("\tat ", "Exception");
        assertThat(output).hasSize(5);
    }

    @Test
    void ownDatabaseNeedsASecret() {
        Map<String, String> environment = with("DATABASE_URL", TestPostgres.freshDatabase());
        environment.remove("VERBATIM_AUTH_SECRET");
        List<String> output = outputOf(environment);

        assertThat(String.join("\n", output)).contains("auth.secret").contains("openssl rand");
    }

    /** As in a container whose profile forbids it. */
    @Test
    void aTransportOfSocketsThatIsNotToBeHadIsNamed() {
        List<String> output = outputOf(with("VERBATIM_SOCKETS_TRANSPORT", "io_uring"), StartupIT::withoutNativeSockets);

        assertThat(output)
                .singleElement()
                .asString()
                .startsWith(COMPLAINT)
                .contains("Cannot use io_uring (sockets.transport)", "VERBATIM_SOCKETS_TRANSPORT");
    }

    private static List<String> withoutNativeSockets(List<String> command) {
        List<String> words = new ArrayList<>(command);
        words.add(1, "-Dio.netty.transport.noNative=true");
        return words;
    }

    @Test
    void missingSettingsFileIsNamed() {
        assertThat(complaint(with("VERBATIM_CONFIG", "/nowhere/own.yaml"))).contains("/nowhere/own.yaml");
    }

    @Test
    void secondGatewayOnTheSameDataIsRefused() {
        try (GatewayProcess first = GatewayProcess.start(directory, Map.of())) {
            String banner = bannerOf(first);
            assertThat(banner)
                    .contains("chat     http://127.0.0.1:", "ops      http://127.0.0.1:", "/health/ready")
                    .contains("demo, model verbatim-demo", "OPENAI_API_KEY", "ANTHROPIC_API_KEY")
                    .contains("data     " + directory);
            assertThat(first.opsStatus("/health/live")).isEqualTo(200);
            assertThat(first.output()).as("a quiet start").noneMatch(line -> line.contains(" WARN "));

            String complaint = complaint(Map.of());

            assertThat(complaint).contains(directory.toString()).contains("in use by another gateway");
            assertThat(first.opsStatus("/health/ready")).isEqualTo(200);
        }
    }

    private static String bannerOf(GatewayProcess gateway) {
        gateway.ops();
        org.awaitility.Awaitility.await()
                .until(() -> gateway.output().stream().anyMatch(line -> line.startsWith("  data ")));
        org.awaitility.Awaitility.await().until(() -> gateway.opsStatus("/health/ready") == 200);
        return String.join("\n", gateway.output());
    }

    private static Map<String, String> with(String name, String value) {
        Map<String, String> environment = new HashMap<>();
        environment.put("VERBATIM_AUTH_SECRET", SECRET);
        environment.put("DATABASE_URL", TestPostgres.freshDatabase());
        environment.put(name, value);
        return environment;
    }

    /** The one line of a start that fails. */
    private String complaint(Map<String, String> environment) {
        // The tests' Postgres syncs nothing, which a start warns of if it comes that far.
        List<String> output = outputOf(environment).stream()
                .filter(line -> !line.contains(" INFO ") && !line.contains("runs with fsync = off"))
                .toList();
        assertThat(output).singleElement().asString().startsWith(COMPLAINT);
        return output.get(0);
    }

    private List<String> outputOf(Map<String, String> environment) {
        return outputOf(environment, UnaryOperator.identity());
    }

    private List<String> outputOf(Map<String, String> environment, UnaryOperator<List<String>> command) {
        try (GatewayProcess process = GatewayProcess.start(directory, environment, command)) {
            assertThat(process.awaitExit()).as("exit status").isNotZero();
            List<String> output = process.awaitOutput();
            assertThat(output).noneMatch(line -> line.contains(WRONG) || line.contains(SECRET));
            return output;
        }
    }
}
