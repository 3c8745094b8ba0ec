package dev.verbatim.ops;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps web pages away from the ops port: a page that somebody here looks at can have their browser ask any port of this machine. Refused is what
 * says that it comes from a page, and on a loopback address what was asked for by a name that is not loopback's (DNS rebinding). Scrapers, probes, curl
 * and a browser's own address bar come through. On the ops verticle's event loop.
 */
final class PageGuard implements Handler<RoutingContext> {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1", "[::1]");
    private static final String BY_A_PERSON = "none";
    private static final int FORBIDDEN = 403;

    private final boolean onLoopback;

    /** A guard of a port that is listened on at this address. */
    PageGuard(String boundTo) {
        this.onLoopback = LOOPBACK.contains(boundTo);
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (isOfAPage(request)) {
            refuse(context, "No web page may ask the ops port.");
        } else if (onLoopback && !isLoopback(request.getHeader(HttpHeaders.HOST))) {
            refuse(context, "This port is asked for as 127.0.0.1 or localhost: have a proxy or tunnel set that Host.");
        } else {
            context.next();
        }
    }

    private static boolean isOfAPage(HttpServerRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        return request.headers().contains(HttpHeaders.ORIGIN) || (site != null && !site.equals(BY_A_PERSON));
    }

    private static boolean isLoopback(@Nullable String host) {
        if (host == null) {
            return true;
        }
        int port = host.lastIndexOf(':');
        return LOOPBACK.contains(port > host.lastIndexOf(']') ? host.substring(0, port) : host);
    }

    private static void refuse(RoutingContext context, String why) {
        context.response().setStatusCode(FORBIDDEN).end(why + '\n');
    }
}
