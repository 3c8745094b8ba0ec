package dev.verbatim.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Puts a load on one system and measures it: connects the visitors, warms up, measures some windows, lets the running
 * answers end, writes a {@link LoadResult}. The visitors live on one event loop; the main thread only waits and reads
 * {@code /proc}.
 *
 * <p>Arguments: a {@link LoadPlan} as JSON.
 */
final class LoadClient {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String RECORDING = "bench";
    private static final long READY_SECONDS = 60;
    private static final long DRAIN_SECONDS = 60;

    private final LoadPlan plan;
    private final EventLoopGroup loop = EventLoops.one();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Load load;
    private final Phases phases;
    private final Crowd crowd;

    LoadClient(LoadPlan plan, String token, Phases.RowCount rows, PrintStream progress) {
        this.plan = plan;
        this.load = new Load(plan.scenario(), token);
        this.phases = new Phases(plan, load, loop, progress, rows);
        this.crowd = Crowd.of(load, Long.toString(ProcessHandle.current().pid()));
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        LoadPlan plan = MAPPER.readValue(args[0], LoadPlan.class);
        String database = plan.files().database();
        if (database == null) {
            measure(plan, Phases.RowCount.NOT_ASKED);
            return;
        }
        try (Database postgres = Database.in(Path.of(database))) {
            measure(plan, () -> postgres.count("messages"));
        }
    }

    private static void measure(LoadPlan plan, Phases.RowCount rows) throws IOException, InterruptedException {
        LoadClient client = new LoadClient(plan, guestToken(plan.port()), rows, Console.err());
        MAPPER.writeValue(Path.of(plan.files().output()).toFile(), client.run());
    }

    LoadResult run() throws IOException, InterruptedException {
        try {
            long requestsBefore = requests();
            long rowsBefore = phases.rows();
            boolean idle = plan.scenario().kind() == Scenario.Kind.IDLE;
            Memory empty = idle ? weigh() : Memory.UNKNOWN;
            Arrival arrival = connect();
            crowd.start(loop);
            phases.warmUp();
            Memory before = idle ? empty : weigh();
            List<LoadResult.Window> windows = recorded();
            Memory after = weigh();
            LoadResult.Entry entry = entry(arrival);
            phases.drain(DRAIN_SECONDS);
            phases.compareRows(rowsBefore);
            compareRequests(requests() - requestsBefore);
            return new LoadResult(plan.system(), entry, windows, before, after, phases.onLoop(load::faults));
        } finally {
            loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    /** A guest's token, from the system itself. */
    static String guestToken(int port) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/guest"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}"))
                .build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString(UTF_8));
        String token = MAPPER.readTree(response.body()).path("token").asText();
        if (token.isEmpty()) {
            throw new IOException("no guest token: HTTP " + response.statusCode() + " " + response.body());
        }
        return token;
    }

    /** The windows, in a flight recording of the system's JVM where one is wanted. */
    private List<LoadResult.Window> recorded() throws IOException, InterruptedException {
        String recording = plan.files().recording();
        if (recording == null) {
            return phases.windows();
        }
        Jcmd jvm = new Jcmd(plan.processes().system());
        jvm.run(Profile.start(RECORDING));
        List<LoadResult.Window> windows = phases.windows();
        jvm.run("JFR.stop", "name=" + RECORDING, "filename=" + recording);
        return windows;
    }

    private Memory weigh() throws IOException, InterruptedException {
        return plan.scenario().weighed() ? Memory.read(plan.processes()) : Memory.UNKNOWN;
    }

    /** What it cost until everybody had joined. */
    private Arrival connect() throws InterruptedException {
        ProcessTimes before = ProcessTimes.read(plan.processes());
        Connector connector = new Connector(loop, plan.port());
        for (Visitor visitor : crowd.visitors()) {
            if (!load.awaitDoor(READY_SECONDS)) {
                break;
            }
            connector.connect(visitor);
        }
        if (!load.awaitReady(READY_SECONDS)) {
            throw new IllegalStateException("not everybody could join a room: " + phases.onLoop(load::faults));
        }
        ProcessTimes after = ProcessTimes.read(plan.processes());
        return new Arrival(after.secondsSince(before), after.since(before));
    }

    private LoadResult.Entry entry(Arrival arrival) {
        Scenario scenario = plan.scenario();
        int dismissed = phases.onLoop(load::dismissals);
        return new LoadResult.Entry(
                scenario.connections(), arrival.seconds(), arrival.resources(), scenario.stalled(), dismissed);
    }

    private record Arrival(double seconds, LoadResult.Resources resources) {}

    /** One answer is one request: more of them is a bill for an answer that nobody saw. */
    private void compareRequests(long requests) {
        long replies = phases.onLoop(load::replies);
        if (requests != replies) {
            phases.error("the provider had " + requests + " requests for " + replies + " answers");
        }
    }

    private long requests() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + plan.processes().providerPort() + "/stats"))
                .build();
        return MAPPER.readTree(http.send(request, BodyHandlers.ofString(UTF_8)).body())
                .path("requests")
                .asLong();
    }
}
