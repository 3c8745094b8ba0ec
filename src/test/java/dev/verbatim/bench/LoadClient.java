package dev.verbatim.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/**
 * Puts a load on one system and measures it: connects the chats, warms up, measures some windows, lets the running answers
 * end, writes a {@link LoadResult}. The chats live on one event loop; the main thread only waits and reads {@code /proc}.
 *
 * <p>Arguments: a {@link LoadPlan} as JSON.
 */
final class LoadClient {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final long READY_SECONDS = 60;
    private static final long DRAIN_SECONDS = 60;
    private static final int PROGRESS_SECONDS = 5;
    private static final int MAX_FRAME = 1 << 20;
    private static final long UNPACED_SPREAD_MICROS = 200_000;

    private final LoadPlan plan;
    private final PrintStream progress;
    private final EventLoopGroup loop = EventLoops.one();
    private final Load load;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Chat> chats = new ArrayList<>();

    LoadClient(LoadPlan plan, String token, PrintStream progress) {
        this.plan = plan;
        this.progress = progress;
        this.load = new Load(plan.scenario(), token);
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        LoadPlan plan = MAPPER.readValue(args[0], LoadPlan.class);
        LoadClient client = new LoadClient(plan, guestToken(plan.port()), Console.err());
        MAPPER.writeValue(Path.of(plan.output()).toFile(), client.run());
    }

    LoadResult run() throws IOException, InterruptedException {
        try {
            long requestsBefore = requests();
            connect();
            start();
            keepRunning("warming up", plan.timing().warmSeconds());
            List<LoadResult.Window> windows = new ArrayList<>();
            for (int i = 1; i <= plan.timing().windows(); i++) {
                windows.add(window(i));
            }
            drain();
            compareRequests(requests() - requestsBefore);
            return new LoadResult(plan.system(), windows, onLoop(load::faults));
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

    private void connect() throws InterruptedException {
        String salt = Long.toString(ProcessHandle.current().pid());
        for (int i = 0; i < plan.scenario().chats(); i++) {
            Chat chat = new Chat(load, "bench-" + salt + "-" + i);
            chats.add(chat);
            bootstrap(chat)
                    .connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), plan.port()))
                    .sync();
        }
        if (!load.awaitReady(READY_SECONDS)) {
            throw new IllegalStateException("not every chat could join its room: " + onLoop(load::faults));
        }
    }

    private Bootstrap bootstrap(Chat chat) {
        WebSocketClientProtocolConfig config = WebSocketClientProtocolConfig.newBuilder()
                .webSocketUri("ws://127.0.0.1:" + plan.port() + "/chat/websocket")
                .version(WebSocketVersion.V13)
                .maxFramePayloadLength(MAX_FRAME)
                .build();
        return new Bootstrap()
                .group(loop)
                .channel(EventLoops.clientChannel())
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new HttpClientCodec(), new HttpObjectAggregator(MAX_FRAME))
                                .addLast(new WebSocketClientProtocolHandler(config), chat);
                    }
                });
    }

    /** The chats begin one after the other, over the length of one answer, so that they do not go in step. */
    private void start() {
        ModelScript script = plan.scenario().script();
        long answerMicros = (long) script.tokens() * script.delayMicros();
        long spread = answerMicros == 0 ? UNPACED_SPREAD_MICROS : answerMicros;
        for (int i = 0; i < chats.size(); i++) {
            loop.schedule(chats.get(i)::ask, spread * i / chats.size(), TimeUnit.MICROSECONDS)
                    .addListener(EventLoops::rethrow);
        }
    }

    private LoadResult.Window window(int number) throws InterruptedException {
        onLoop(load::nextPhase);
        ProcessTimes before = ProcessTimes.read(plan.processes());
        keepRunning(
                "window " + number + " of " + plan.timing().windows(),
                plan.timing().windowSeconds());
        Tally tally = onLoop(load::nextPhase);
        ProcessTimes after = ProcessTimes.read(plan.processes());
        double seconds = (after.nanos() - before.nanos()) / 1e9;
        return new LoadResult.Window(
                seconds,
                tally.tokens,
                tally.replies,
                percentiles(tally.firstToken),
                percentiles(tally.latency),
                after.since(before, tally.tokens));
    }

    private void drain() throws InterruptedException {
        onLoop(() -> {
            load.close();
            return load;
        });
        long unended = load.awaitDone(DRAIN_SECONDS);
        if (unended > 0) {
            error(unended + " answers did not end within " + DRAIN_SECONDS + " s");
        }
    }

    /** One answer is one request: more of them is a bill for an answer that nobody saw. */
    private void compareRequests(long requests) {
        long replies = onLoop(load::replies);
        if (requests != replies) {
            error("the provider had " + requests + " requests for " + replies + " answers");
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

    private void error(String what) {
        onLoop(() -> {
            load.tally().error(what);
            return load;
        });
    }

    private void keepRunning(String what, int seconds) throws InterruptedException {
        for (int at = 0; at < seconds; at += PROGRESS_SECONDS) {
            progress.printf("%s %s: %s, %d of %d s%n", plan.scenario().name(), plan.system(), what, at, seconds);
            if (!load.runs(Math.min(PROGRESS_SECONDS, seconds - at))) {
                throw new IllegalStateException("too many errors: " + onLoop(load::faults));
            }
        }
    }

    private <T> T onLoop(Supplier<T> task) {
        return loop.submit(task::get).syncUninterruptibly().getNow();
    }

    private static LoadResult.Percentiles percentiles(Histogram histogram) {
        return new LoadResult.Percentiles(
                histogram.getValueAtPercentile(50), histogram.getValueAtPercentile(99), histogram.getMaxValue());
    }
}
