package dev.verbatim.chat.http;

import dev.verbatim.chat.audit.AuditEvent;
import dev.verbatim.chat.audit.AuditLog;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;

/**
 * Lets in pages of this server's own origin and of those that are configured, in front of every transport.
 *
 * <p>The own origin is one whose host and port are those of the {@code Host} header; the scheme is not compared, since a proxy may
 * have ended TLS; one that is believed says both. On a loopback address only the names of loopback are own: any name can be made to point there (DNS rebinding), so a
 * proxy's origin must be configured. A request without {@code Origin} comes from no foreign page: browsers set it on every WebSocket and every
 * cross-origin POST (Fetch standard).
 */
final class OriginGate {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

    private final Set<String> allowed;
    private final AuditLog audit;
    private final boolean onLoopback;
    private final Visitors visitors;

    /**
     * A gate.
     *
     * @param allowed exact origins beside the own one, such as {@code https://app.example.com}
     * @param boundTo the address that is listened on
     * @param visitors who know what host a client asked for
     * @param audit told of those that are refused
     */
    OriginGate(Set<String> allowed, String boundTo, Visitors visitors, AuditLog audit) {
        this.visitors = visitors;
        this.audit = audit;
        this.allowed = allowed;
        this.onLoopback = LOOPBACK.contains(boundTo);
    }

    /** Stands before these routes; a configured page may read what they answer, the own one needs no leave. */
    Handler<RoutingContext> before(Sharing sharing) {
        return context -> {
            if (!admits(context.request())) {
                Problem.FORBIDDEN_ORIGIN.answer(context.response());
                return;
            }
            // At the end: some answers say themselves what they vary with.
            context.addHeadersEndHandler(
                    sent -> context.response().headers().add(HttpHeaders.VARY, HttpHeaders.ORIGIN));
            String origin = context.request().getHeader(HttpHeaders.ORIGIN);
            if (origin != null && allowed.contains(origin)) {
                sharing.allow(origin, context.response().headers());
            }
            context.next();
        };
    }

    /** Whether a request may come in. */
    boolean admits(HttpServerRequest request) {
        List<String> origins = request.headers().getAll(HttpHeaders.ORIGIN);
        boolean admitted = origins.isEmpty() || (origins.size() == 1 && isAllowed(origins.get(0), request));
        if (!admitted) {
            audit.record(AuditEvent.ORIGIN_REFUSED, visitors.of(request).address(), String.join(" ", origins));
        }
        return admitted;
    }

    private boolean isAllowed(String origin, HttpServerRequest request) {
        return allowed.contains(origin) || isOwn(origin, visitors.of(request));
    }

    private boolean isOwn(String origin, Visitor visitor) {
        String host = visitor.host();
        if (host == null) {
            return false;
        }
        if (visitor.vouched()) {
            return origin.equals(visitor.ownOrigin());
        }
        return (!onLoopback || LOOPBACK.contains(nameOf(host)))
                && (origin.equals("http://" + host) || origin.equals("https://" + host));
    }

    private static String nameOf(String host) {
        int port = host.lastIndexOf(':');
        return port > host.lastIndexOf(']') ? host.substring(0, port) : host;
    }
}
