package dev.verbatim.demo;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The demo provider's server, on 127.0.0.1 only, keys neither asked for nor read.
 *
 * <p>{@code POST /v1/chat/completions}, {@code POST /v1/messages}, {@code GET /v1/models}, {@code GET /health}. Bodies
 * up to 1 MB. Thread: its event loop; deploy one instance.
 */
public final class DemoVerticle extends VerticleBase {

    /** The only model, on both wires. */
    public static final String MODEL = "verbatim-demo";

    static final String MESSAGES_PATH = "/v1/messages";
    static final long BODY_LIMIT = 1024 * 1024;

    private static final Logger log = LoggerFactory.getLogger(DemoVerticle.class);
    private static final String LOOPBACK = "127.0.0.1";
    private static final int IDLE_SECONDS = 300;

    private final DemoSettings settings;
    private final Wire openai;
    private final Wire anthropic;
    private final AtomicInteger liveStreams = new AtomicInteger();
    private volatile int port;

    public DemoVerticle(DemoSettings settings) {
        this(settings, Clock.systemUTC());
    }

    DemoVerticle(DemoSettings settings, Clock clock) {
        this.settings = settings;
        this.openai = new OpenAiWire(clock);
        this.anthropic = new AnthropicWire(clock);
    }

    @Override
    public Future<?> start() {
        HttpServerOptions options =
                new HttpServerOptions().setIdleTimeout(IDLE_SECONDS).setIdleTimeoutUnit(TimeUnit.SECONDS);
        return vertx.createHttpServer(options)
                .requestHandler(routes())
                .listen(settings.port(), LOOPBACK)
                .onSuccess(this::listening);
    }

    /**
     * The port it listens on, also when the setting was 0. Any thread.
     *
     * @throws IllegalStateException before it is deployed
     */
    public int port() {
        if (port == 0) {
            throw new IllegalStateException("the demo provider is not listening yet");
        }
        return port;
    }

    /** Streams that have begun and not ended; each holds at most one timer. */
    int liveStreams() {
        return liveStreams.get();
    }

    private void listening(HttpServer server) {
        port = server.actualPort();
        log.info("demo provider listening port={} tokensPerSecond={}", port, settings.tokensPerSecond());
    }

    private Router routes() {
        Router router = Router.router(vertx);
        ErrorPage errors = new ErrorPage(openai, anthropic);
        for (int status : new int[] {400, 404, 405, 413, 500}) {
            router.errorHandler(status, errors);
        }
        BodyHandler body = BodyHandler.create(false).setBodyLimit(BODY_LIMIT);
        router.post("/v1/chat/completions").handler(body).handler(new ChatEndpoint(openai, settings, liveStreams));
        router.post(MESSAGES_PATH).handler(body).handler(new ChatEndpoint(anthropic, settings, liveStreams));
        router.get("/v1/models").handler(this::models);
        router.get("/health").handler(context -> context.json(new JsonObject().put("status", "UP")));
        return router;
    }

    private void models(RoutingContext context) {
        boolean isAnthropic = context.request().headers().contains(AnthropicWire.VERSION_HEADER);
        context.json((isAnthropic ? anthropic : openai).models());
    }
}
