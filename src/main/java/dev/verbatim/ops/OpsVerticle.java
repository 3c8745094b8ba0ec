package dev.verbatim.ops;

import dev.verbatim.config.OpsSettings;
import dev.verbatim.contract.MessageBus;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.util.function.Supplier;

/**
 * The ops port: what {@link OpsRoutes} answers, to nobody whom {@link PageGuard} refuses. One instance per node, on its own event loop; first to
 * come and last to go.
 */
public final class OpsVerticle extends VerticleBase {
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
        router.route().handler(new PageGuard(settings.host()));
        new OpsRoutes(readiness, registry, reload).mount(router);
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
}
