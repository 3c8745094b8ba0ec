package dev.verbatim.demo;

import dev.verbatim.demo.Refusal.Kind;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The only place that turns a failed request into a response: a typed error in the wire that was spoken. */
final class ErrorPage implements Handler<RoutingContext> {

    private static final Logger log = LoggerFactory.getLogger(ErrorPage.class);

    private final Wire openai;
    private final Wire anthropic;

    ErrorPage(Wire openai, Wire anthropic) {
        this.openai = openai;
        this.anthropic = anthropic;
    }

    @Override
    public void handle(RoutingContext context) {
        if (context.response().headWritten()) {
            context.response().reset();
            return;
        }
        Wire wire = context.normalizedPath().startsWith(DemoVerticle.MESSAGES_PATH) ? anthropic : openai;
        Refusal refusal = refusal(context);
        String requestId = RequestId.next();
        context.response().setStatusCode(refusal.kind().status()).putHeader(wire.requestIdHeader(), requestId);
        context.json(wire.error(refusal, requestId));
    }

    private static Refusal refusal(RoutingContext context) {
        if (context.failure() instanceof Refusal refusal) {
            return refusal;
        }
        String request = context.request().method() + " " + context.normalizedPath();
        return switch (context.statusCode()) {
            case 400 -> new Refusal(Kind.INVALID, "The request is malformed.");
            case 404 -> new Refusal(Kind.UNKNOWN_URL, "Unknown request URL: " + request + ".");
            case 405 -> new Refusal(Kind.WRONG_METHOD, "Not allowed: " + request + ".");
            case 413 ->
                new Refusal(Kind.TOO_LARGE, "The request is larger than " + DemoVerticle.BODY_LIMIT + " bytes.");
            default -> unexpected(context);
        };
    }

    private static Refusal unexpected(RoutingContext context) {
        log.error("demo request failed status={}", context.statusCode(), context.failure());
        return new Refusal(Kind.INTERNAL, "The demo provider failed to answer.");
    }
}
