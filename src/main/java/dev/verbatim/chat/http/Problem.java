package dev.verbatim.chat.http;

import dev.verbatim.contract.FailureCode;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/** An HTTP error as RFC 9457 wants it, with Verbatim's own code beside the status. */
enum Problem {
    BAD_REQUEST(400, "Bad Request", FailureCode.BAD_FRAME, "This request cannot be understood."),
    NO_UPGRADE(400, "Bad Request", FailureCode.BAD_FRAME, "This is for WebSockets only."),
    FORBIDDEN_ORIGIN(403, "Forbidden", FailureCode.FORBIDDEN, "Pages of this origin may not connect."),
    NO_GUESTS(403, "Forbidden", FailureCode.FORBIDDEN, "This server has no guests: bring a token."),
    NOT_FOUND(404, "Not Found", FailureCode.NOT_FOUND, "There is nothing here."),
    WRONG_METHOD(405, "Method Not Allowed", FailureCode.BAD_FRAME, "This is not done with this method."),
    TOO_LARGE(413, "Content Too Large", FailureCode.TOO_LARGE, "The body is too large."),
    FULL(503, "Service Unavailable", FailureCode.AT_CAPACITY, "This server has no room: try again later."),
    INTERNAL(
            500,
            "Internal Server Error",
            FailureCode.INTERNAL,
            "An unexpected error; the server's log has the details.");

    private final int status;
    private final String title;
    private final FailureCode code;
    private final String detail;

    Problem(int status, String title, FailureCode code, String detail) {
        this.status = status;
        this.title = title;
        this.code = code;
        this.detail = detail;
    }

    int status() {
        return status;
    }

    /** Answers with it, if nothing was answered yet. */
    void answer(HttpServerResponse response) {
        if (response.ended() || response.headWritten()) {
            return;
        }
        JsonObject body = new JsonObject()
                .put("type", "about:blank")
                .put("title", title)
                .put("status", status)
                .put("detail", detail)
                .put("code", code.wire());
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(body.toBuffer());
    }
}
