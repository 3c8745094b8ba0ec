package dev.verbatim.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The conductor: starts one provider, then each system in turn with a load client of its own, and reports. One thread that
 * only waits for processes. Run it from the project's directory, after the build; {@code scripts/bench} does.
 *
 * <p>Exit codes: 0 nothing lost, doubled or out of order; 1 something was, or a process failed; 2 a wrong command line, or
 * one that asks more than this machine allows.
 */
final class Bench {
    private static final int SYSTEM_CORE = 0;
    private static final int HARNESS_CORE = 1;
    private static final Path OUTPUT = Path.of("target", "bench").toAbsolutePath();
    private static final Path RUN = Path.of("scripts", "run").toAbsolutePath();
    private static final Path RECORDING = OUTPUT.resolve("profile.jfr");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final BenchOptions options;

    Bench(BenchOptions options) {
        this.options = options;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        PrintStream out = Console.out();
        PrintStream err = Console.err();
        try {
            BenchOptions options = BenchOptions.parse(args);
            Reports reports = new Bench(options).run();
            reports.table().forEach(out::println);
            reports.failures().forEach(failure -> err.println("bench: " + failure));
            if (options.mode() == BenchOptions.Mode.PROFILE
                    && reports.failures().isEmpty()) {
                Profile.read(RECORDING).lines(reports.threads()).forEach(out::println);
                out.println(RECORDING);
            }
            out.println(OUTPUT.resolve(options.name() + ".json"));
            System.exit(reports.faultless() ? 0 : 1);
        } catch (IllegalArgumentException e) {
            err.println("bench: " + e.getMessage());
            System.exit(2);
        } catch (IOException e) {
            err.println("bench: " + e.getMessage());
            System.exit(1);
        }
    }

    Reports run() throws IOException, InterruptedException {
        for (Experiment experiment : options.experiments()) {
            OpenFiles.require(experiment.openFiles());
        }
        Files.createDirectories(OUTPUT);
        int providerPort = PinnedProcess.freePort();
        List<String> command = JavaCommand.mainClass(FastProvider.class, List.of(Integer.toString(providerPort)));
        try (PinnedProcess provider = PinnedProcess.start("provider", HARNESS_CORE, command, Map.of(), OUTPUT)) {
            provider.awaitReady(PinnedProcess.listening(providerPort));
            Reports reports = measureEach(new Provider(provider.pid(), providerPort));
            reports.write(OUTPUT.resolve(options.name() + ".json"));
            return reports;
        }
    }

    /** A scenario that could not be measured is told in the end; the others are measured all the same. */
    private Reports measureEach(Provider provider) throws InterruptedException {
        List<Report> reports = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        for (Experiment experiment : options.experiments()) {
            try {
                reports.add(measure(experiment, provider));
            } catch (IOException e) {
                failures.add(experiment.scenario().name() + ": " + e.getMessage());
            }
        }
        return new Reports(reports, failures);
    }

    private Report measure(Experiment experiment, Provider provider) throws IOException, InterruptedException {
        List<LoadResult> results = new ArrayList<>();
        for (Run run : experiment.runs()) {
            Path data = Files.createTempDirectory(OUTPUT, "data");
            try {
                results.add(measure(run, experiment.timing(), provider, data));
            } finally {
                delete(data);
            }
        }
        return new Report(experiment.scenario(), results);
    }

    private LoadResult measure(Run run, LoadPlan.Timing timing, Provider provider, Path data)
            throws IOException, InterruptedException {
        SystemUnderTest system = run.target() == Run.Target.RELAY
                ? SystemUnderTest.relay(provider.port())
                : SystemUnderTest.verbatim(RUN, provider.port(), data, settings(run));
        try (PinnedProcess process =
                PinnedProcess.start(system.name(), SYSTEM_CORE, system.command(), system.environment(), OUTPUT)) {
            process.awaitReady(system::checkReady);
            Path result = OUTPUT.resolve(system.name() + "-result.json");
            Class<?> client = run.target() == Run.Target.INSERTS ? InsertClient.class : LoadClient.class;
            load(
                    client,
                    new LoadPlan(
                            run.label(),
                            system.port(),
                            run.scenario(),
                            timing,
                            new LoadPlan.Processes(process.pid(), provider.pid(), provider.port()),
                            files(run, data, result)));
            return MAPPER.readValue(result.toFile(), LoadResult.class);
        }
    }

    private LoadPlan.Files files(Run run, Path data, Path result) {
        boolean counted = run.scenario().kind() == Scenario.Kind.PERSIST;
        boolean recorded = options.mode() == BenchOptions.Mode.PROFILE;
        return new LoadPlan.Files(
                result.toString(), counted ? data.toString() : null, recorded ? RECORDING.toString() : null);
    }

    private Map<String, String> settings(Run run) {
        Map<String, String> settings = new HashMap<>(run.settings());
        if (options.mode() == BenchOptions.Mode.PROFILE) {
            settings.merge("JAVA_OPTS", Profile.ACCURATE, (own, ours) -> own + " " + ours);
        }
        return settings;
    }

    private static void load(Class<?> main, LoadPlan plan) throws IOException, InterruptedException {
        List<String> command = JavaCommand.mainClass(main, List.of(MAPPER.writeValueAsString(plan)));
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

    /** The running provider. */
    private record Provider(long pid, int port) {}
}
