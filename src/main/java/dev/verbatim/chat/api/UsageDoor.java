package dev.verbatim.chat.api;

import dev.verbatim.chat.auth.Identity;
import dev.verbatim.chat.auth.Scope;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.ReadUsage;
import dev.verbatim.contract.Topics;
import dev.verbatim.contract.UsagePage;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;

/**
 * {@code GET /api/usage}: what answers took, as the ledger has it. The bearer's own; with the scope {@code admin} the whole tenant's. One page per request;
 * where there is more, {@code Link: <…>; rel="next"} (RFC 8288) and in JSON {@code next} say how to go on.
 */
public final class UsageDoor implements Handler<RoutingContext> {
    private final Callers callers;
    private final MessageBus bus;
    private final long timeoutMs;
    private final InstantSource clock;

    /**
     * A door that asks storage over this bus.
     *
     * @param timeoutMs how long storage may take
     */
    public UsageDoor(Callers callers, MessageBus bus, long timeoutMs, InstantSource clock) {
        this.callers = callers;
        this.bus = bus;
        this.timeoutMs = timeoutMs;
        this.clock = clock;
    }

    @Override
    public void handle(RoutingContext context) {
        callers.callerOf(context, Scope.USAGE_READ)
                .map(caller -> question(context, caller))
                .compose(question -> answered(context, question))
                .onFailure(cause -> FailureAnswer.answer(context.response(), cause));
    }

    private UsageQuestion question(RoutingContext context, Identity caller) {
        HttpServerRequest request = context.request();
        String accepts = request.getHeader(HttpHeaders.ACCEPT);
        return UsageQuestion.of(context.queryParams(), accepts == null ? "" : accepts, caller, clock.instant());
    }

    private Future<UsagePage> answered(RoutingContext context, UsageQuestion question) {
        return bus.request(Topics.READ_USAGE, question.ask(), timeoutMs)
                .onSuccess(page -> answer(context.response(), question, page));
    }

    private static void answer(HttpServerResponse response, UsageQuestion question, UsagePage page) {
        response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store").putHeader(HttpHeaders.VARY, "Accept, Authorization");
        String next = page.next();
        if (next != null) {
            response.putHeader("Link", "<" + address(question, next) + ">; rel=\"next\"");
        }
        if (question.csv()) {
            response.putHeader(HttpHeaders.CONTENT_TYPE, "text/csv; charset=utf-8; header=present")
                    .end(UsageAnswer.csv(question.ask().by(), page));
        } else {
            response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(UsageAnswer.json(question.ask(), page).toBuffer());
        }
    }

    // With both ends of the time, so that all pages are of the same.
    private static String address(UsageQuestion question, String next) {
        ReadUsage ask = question.ask();
        String user = ask.userId();
        return "/api/usage?from=" + ask.from() + "&to=" + ask.to() + "&by="
                + ask.by().wire() + "&limit=" + ask.limit() + "&format=" + (question.csv() ? "csv" : "json")
                + (user == null ? "" : "&user=" + URLEncoder.encode(user, StandardCharsets.UTF_8)) + "&after=" + next;
    }
}
