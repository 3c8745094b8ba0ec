package dev.verbatim.chat.http;

import dev.verbatim.chat.audit.AuditEvent;
import dev.verbatim.chat.audit.AuditLog;
import dev.verbatim.chat.connection.FrameRate;
import dev.verbatim.chat.connection.FrameRate.Verdict;
import dev.verbatim.chat.connection.Network;
import dev.verbatim.chat.connection.Rates;
import dev.verbatim.config.RateLimits;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.function.LongSupplier;

/**
 * Lets so many requests of one address through, handshakes and polls too, and says to the others when to come back. On the event loop of its
 * verticle.
 */
final class Turnstile implements Handler<HttpServerRequest> {
    private static final int BURST_SECONDS = 10;
    private static final long SECOND_MS = 1000;

    private final Visitors visitors;
    private final AuditLog audit;
    private final Rates rates;
    private final LongSupplier monotonicMs;
    private final Handler<HttpServerRequest> inside;

    /**
     * A turnstile in front of somebody.
     *
     * @param inside who handles what comes through
     */
    Turnstile(
            Vertx vertx,
            Visitors visitors,
            RateLimits limits,
            AuditLog audit,
            LongSupplier monotonicMs,
            Handler<HttpServerRequest> inside) {
        this.visitors = visitors;
        this.audit = audit;
        this.rates = Rates.of(vertx, "requests", limits.requestsPerSecond(), BURST_SECONDS, limits.remembered());
        this.monotonicMs = monotonicMs;
        this.inside = inside;
    }

    @Override
    public void handle(HttpServerRequest request) {
        Visitor visitor = visitors.of(request);
        if (!visitor.one()) {
            inside.handle(request);
            return;
        }
        long now = monotonicMs.getAsLong();
        FrameRate rate = rates.of(Network.of(visitor.address()), now);
        Verdict verdict = rate.count(now);
        if (verdict == Verdict.WITHIN) {
            inside.handle(request);
        } else {
            audit.record(AuditEvent.RATE_LIMITED, visitor.address(), "requests");
            refuse(request, rate.waitMs());
        }
    }

    private static void refuse(HttpServerRequest request, long waitMs) {
        HttpServerResponse response = request.response();
        response.putHeader(HttpHeaders.RETRY_AFTER, Long.toString((waitMs + SECOND_MS - 1) / SECOND_MS));
        Problem.TOO_MANY.answer(response);
    }
}
