package dev.verbatim.ops;

import dev.verbatim.ops.Readiness.Finding;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Supplier;

/** What the ops port answers; whoever asks for something else is told what there is. On the ops verticle's event loop. */
final class OpsRoutes {
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int WRONG_METHOD = 405;
    private static final int UNPROCESSABLE = 422;
    private static final int UNAVAILABLE = 503;
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String DIRECTORY = """
            GET  /status        how this node does, for people
            GET  /health/live   200: the process is there
            GET  /health/ready  200: send it traffic; 503: do not, and why
            GET  /metrics       for Prometheus
            POST /reload        reads providers, keys, models and prices again
            """;

    private final Readiness readiness;
    private final PrometheusMeterRegistry registry;
    private final Supplier<Future<String>> reload;
    private final StatusPage status;

    OpsRoutes(Readiness readiness, PrometheusMeterRegistry registry, Supplier<Future<String>> reload) {
        this.readiness = readiness;
        this.registry = registry;
        this.reload = reload;
        this.status = new StatusPage(registry);
    }

    void mount(Router router) {
        router.get("/").handler(context -> text(context, OK, DIRECTORY));
        router.get("/status").handler(this::status);
        router.get("/health/live").handler(context -> context.json(new JsonObject().put("status", "up")));
        router.get("/health/ready").handler(this::ready);
        router.get("/metrics").handler(this::metrics);
        router.post("/reload").handler(this::reload);
        router.errorHandler(
                NOT_FOUND, context -> text(context, NOT_FOUND, "There is nothing here, but:\n" + DIRECTORY));
        router.errorHandler(
                WRONG_METHOD, context -> text(context, WRONG_METHOD, "Not with this method:\n" + DIRECTORY));
    }

    private static void text(RoutingContext context, int status, String text) {
        context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, TEXT)
                .end(text);
    }

    private void status(RoutingContext context) {
        readiness.report().onSuccess(findings -> text(context, OK, status.text(findings)));
    }

    private void ready(RoutingContext context) {
        readiness.report().onSuccess(findings -> answer(context, findings));
    }

    private static void answer(RoutingContext context, List<Finding> findings) {
        boolean up = findings.stream().allMatch(Finding::up);
        JsonArray checks = new JsonArray();
        findings.forEach(finding -> checks.add(json(finding)));
        context.response().setStatusCode(up ? OK : UNAVAILABLE);
        context.json(new JsonObject().put("status", up ? "up" : "down").put("checks", checks));
    }

    private static JsonObject json(Finding finding) {
        JsonObject check = new JsonObject()
                .put("name", finding.name())
                .put("status", finding.up() ? "up" : "down")
                .put("detail", finding.detail());
        return finding.hint().isEmpty() ? check : check.put("hint", finding.hint());
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
        context.json(new JsonObject()
                .put("status", "refused")
                .put("detail", cause.getMessage())
                .put("hint", "Nothing was changed: what was read before goes on being used."));
    }

    private void metrics(RoutingContext context) {
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
                .end(registry.scrape());
    }
}
