package dev.verbatim.ops;

import dev.verbatim.config.OpsSettings;
import dev.verbatim.contract.MessageBus;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Supplier;

/**
 * The ops port: {@code /health/live}, {@code /health/ready}, {@code /metrics}, {@code POST /reload}. One instance per node, on its own event loop; first to
 * come and last to go.
 */
public final class OpsVerticle extends VerticleBase {
    private static final int OK = 200;
    private static final int UNPROCESSABLE = 422;
    private static final int UNAVAILABLE = 503;

    private final OpsSettings settings;
    private final Readiness readiness;
    private final PrometheusMeterRegistry registry;
    private final MessageBus bus;
    private final Supplier<Future<String>> reload;
    private final RuntimeMeters runtime;
    private int port;

    /**
     * An ops port that does not listen yet.
     *
     * @param registry what {@code /metrics} shows
     * @param reload reads providers and keys again; completes with what was done, fails with what is wrong, without secrets
     */
    public OpsVerticle(
            OpsSettings settings,
            Readiness readiness,
            PrometheusMeterRegistry registry,
            MessageBus bus,
            Supplier<Future<String>> reload) {
        this.settings = settings;
        this.readiness = readiness;
        this.registry = registry;
        this.bus = bus;
        this.reload = reload;
        this.runtime = new RuntimeMeters(registry);
    }

    @Override
    public Future<?> start() {
        new FactMeters(registry).follow(bus);
        new ProviderMeters(registry).follow(bus);
        new InstanceMeters(registry).follow(bus);
        runtime.lookAt(vertx);
        Router router = Router.router(vertx);
        router.get("/health/live").handler(this::live);
        router.get("/health/ready").handler(this::ready);
        router.get("/metrics").handler(this::metrics);
        router.post("/reload").handler(this::reload);
        // Nothing here wants HTTP/2, and a client that offers the upgrade has been seen to wait for ever.
        return vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
                .requestHandler(router)
                .listen(settings.port(), settings.host())
                .map(HttpServer::actualPort)
                .onSuccess(bound -> port = bound);
    }

    @Override
    public Future<?> stop() {
        runtime.close();
        return Future.succeededFuture();
    }

    /** The port that is listened on, once started. */
    public int port() {
        return port;
    }

    private void live(RoutingContext context) {
        context.json(new JsonObject().put("status", "up"));
    }

    private void ready(RoutingContext context) {
        readiness.report().onSuccess(findings -> answer(context, findings));
    }

    private static void answer(RoutingContext context, List<Readiness.Finding> findings) {
        boolean up = findings.stream().allMatch(Readiness.Finding::up);
        JsonArray checks = new JsonArray();
        findings.forEach(finding -> checks.add(new JsonObject()
                .put("name", finding.name())
                .put("status", finding.up() ? "up" : "down")
                .put("detail", finding.detail())));
        context.response().setStatusCode(up ? OK : UNAVAILABLE);
        context.json(new JsonObject().put("status", up ? "up" : "down").put("checks", checks));
    }

    private void reload(RoutingContext context) {
        reload.get()
                .onComplete(
                        done -> context.json(
                                new JsonObject().put("status", "ok").put("detail", done)),
                        cause -> refuse(context, cause));
    }

    private static void refuse(RoutingContext context, Throwable cause) {
        context.response().setStatusCode(UNPROCESSABLE);
        context.json(new JsonObject().put("status", "refused").put("detail", cause.getMessage()));
    }

    private void metrics(RoutingContext context) {
        context.response()
                .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                .end(registry.scrape());
    }
}
