package dev.verbatim.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The conductor: starts one provider, then each system in turn with a load client of its own, and reports. One thread that
 * only waits for processes. Run it from the project's directory, after the build; {@code scripts/bench} does.
 *
 * <p>Exit codes: 0 nothing lost, doubled or out of order; 1 something was, or a process failed; 2 a wrong command line.
 */
final class Bench {
    private static final int SYSTEM_CORE = 0;
    private static final int HARNESS_CORE = 1;
    private static final Path OUTPUT = Path.of("target", "bench").toAbsolutePath();
    private static final Path RUN = Path.of("scripts", "run").toAbsolutePath();
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final BenchOptions options;

    Bench(BenchOptions options) {
        this.options = options;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        PrintStream out = Console.out();
        PrintStream err = Console.err();
        try {
            Report report = new Bench(BenchOptions.parse(args)).run();
            report.table().forEach(out::println);
            out.println(OUTPUT.resolve(report.scenario().name() + ".json"));
            System.exit(report.faultless() ? 0 : 1);
        } catch (IllegalArgumentException e) {
            err.println("bench: " + e.getMessage());
            System.exit(2);
        } catch (IOException e) {
            err.println("bench: " + e.getMessage());
            System.exit(1);
        }
    }

    Report run() throws IOException, InterruptedException {
        Files.createDirectories(OUTPUT);
        int providerPort = PinnedProcess.freePort();
        List<String> command = JavaCommand.mainClass(FastProvider.class, List.of(Integer.toString(providerPort)));
        List<LoadResult> results = new ArrayList<>();
        try (PinnedProcess provider = PinnedProcess.start("provider", HARNESS_CORE, command, Map.of(), OUTPUT)) {
            provider.awaitReady(PinnedProcess.listening(providerPort));
            for (String system : options.systems()) {
                results.add(measure(system, provider.pid(), providerPort));
            }
        }
        Report report = new Report(options.scenario(), results);
        report.write(OUTPUT.resolve(options.scenario().name() + ".json"));
        return report;
    }

    private LoadResult measure(String name, long providerPid, int providerPort)
            throws IOException, InterruptedException {
        Path data = Files.createTempDirectory(OUTPUT, "data");
        try {
            SystemUnderTest system = name.equals(BenchOptions.RELAY)
                    ? SystemUnderTest.relay(providerPort)
                    : SystemUnderTest.verbatim(RUN, providerPort, data);
            return measure(system, providerPid, providerPort);
        } finally {
            delete(data);
        }
    }

    private LoadResult measure(SystemUnderTest system, long providerPid, int providerPort)
            throws IOException, InterruptedException {
        try (PinnedProcess process =
                PinnedProcess.start(system.name(), SYSTEM_CORE, system.command(), system.environment(), OUTPUT)) {
            process.awaitReady(system::checkReady);
            Path result = OUTPUT.resolve(system.name() + "-result.json");
            load(new LoadPlan(
                    system.name(),
                    system.port(),
                    options.scenario(),
                    options.timing(),
                    new LoadPlan.Processes(process.pid(), providerPid, providerPort),
                    result.toString()));
            return MAPPER.readValue(result.toFile(), LoadResult.class);
        }
    }

    private static void load(LoadPlan plan) throws IOException, InterruptedException {
        List<String> command = JavaCommand.mainClass(LoadClient.class, List.of(MAPPER.writeValueAsString(plan)));
        try (PinnedProcess client = PinnedProcess.startInSight("client", HARNESS_CORE, command, OUTPUT)) {
            client.awaitEnd();
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
