package dev.verbatim.chat.api;

import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A failure as HTTP tells it: RFC 9457 with Verbatim's code, and when to come back. What nobody expected is logged here, where one gives up. */
public final class FailureAnswer {
    private static final Logger LOG = LoggerFactory.getLogger(FailureAnswer.class);
    private static final long MS = 1000;

    private FailureAnswer() {}

    /** Answers with it, if nothing was answered yet. */
    public static void answer(HttpServerResponse response, Throwable cause) {
        Failure failure = Failure.of(cause);
        if (failure != cause) {
            LOG.error("request failed unexpectedly", cause);
        }
        if (response.ended() || response.headWritten()) {
            return;
        }
        HttpResponseStatus status = HttpResponseStatus.valueOf(statusOf(failure.code()));
        JsonObject body = new JsonObject()
                .put("type", "about:blank")
                .put("title", status.reasonPhrase())
                .put("status", status.code())
                .put("detail", failure.text())
                .put("code", failure.code().wire());
        response.setStatusCode(status.code())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        if (failure.code() == FailureCode.UNAUTHENTICATED) {
            response.putHeader("WWW-Authenticate", "Bearer");
        }
        if (failure.retryAfterMs() > 0) {
            body.put("retryAfterMs", failure.retryAfterMs());
            response.putHeader(HttpHeaders.RETRY_AFTER, Long.toString((failure.retryAfterMs() + MS - 1) / MS));
        }
        response.end(body.toBuffer());
    }

    /** The status of a code. */
    static int statusOf(FailureCode code) {
        return switch (code) {
            case BAD_FRAME, UNKNOWN_EVENT, INVALID_REQUEST -> 400;
            case UNAUTHENTICATED -> 401;
            case FORBIDDEN -> 403;
            case NOT_FOUND -> 404;
            case CONFLICT -> 409;
            case TOO_LARGE -> 413;
            case RATE_LIMITED, LIMIT_EXCEEDED -> 429;
            case INTERNAL -> 500;
            case AT_CAPACITY, STORAGE_UNAVAILABLE -> 503;
            case TIMEOUT -> 504;
            default -> 502;
        };
    }
}
