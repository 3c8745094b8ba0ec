package dev.verbatim.chat.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** What a browser may do here for a page of another origin that is let in (Fetch standard, CORS protocol). For other pages nothing is said. */
enum Sharing {
    /** SockJS over HTTP; its client asks for credentials always, of which none is taken. */
    CHAT("GET, POST, OPTIONS", "content-type", true),

    /** The API: a token is in the header that a page sets itself, so that no credentials of the browser's are needed. */
    API("GET, HEAD, POST, PUT, PATCH, DELETE", "authorization, content-type", false);

    private static final int NO_CONTENT = 204;
    private static final String KEPT_S = "600";

    private final String methods;
    private final String headers;
    private final boolean credentials;

    Sharing(String methods, String headers, boolean credentials) {
        this.methods = methods;
        this.headers = headers;
        this.credentials = credentials;
    }

    /** Says so to the browser of a page of this origin. */
    void allow(String origin, MultiMap answer) {
        answer.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        answer.set(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, headers);
        answer.set(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, methods);
        answer.set(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, "link, retry-after");
        answer.set(HttpHeaders.ACCESS_CONTROL_MAX_AGE, KEPT_S);
        if (credentials) {
            answer.set(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
        }
    }

    /** Answers what browsers ask before they do something for such a page; whoever asks as somebody else is no browser, and goes on. */
    static void mountPreflight(Router router) {
        router.options("/api/*").handler(Sharing::answerPreflight);
    }

    private static void answerPreflight(RoutingContext context) {
        boolean promised = context.response().headers().contains(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN);
        if (promised && context.request().headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD)) {
            context.response().setStatusCode(NO_CONTENT).end();
        } else {
            context.next();
        }
    }
}
