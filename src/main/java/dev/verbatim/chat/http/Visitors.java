package dev.verbatim.chat.http;

import dev.verbatim.config.ForwardedHeader;
import dev.verbatim.config.HttpLimits;
import dev.verbatim.config.Settings;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who asks. Anybody can write a header: what one says is believed only of a proxy that is listed, and only in the header that the
 * settings name. Of a chain of proxies each says who came to it; the client is the last address, from the right, that is no listed proxy's.
 */
public final class Visitors {
    private final Set<String> proxies;
    private final ForwardedHeader header;

    Visitors(HttpLimits limits, ForwardedHeader header) {
        this.proxies = limits.proxies();
        this.header = header;
    }

    /** As the settings say. */
    public static Visitors of(Settings settings) {
        return new Visitors(settings.http().limits(), settings.door().forwarded());
    }

    /** The address of whoever is behind this request, as a socket says it. */
    public String addressOf(HttpServerRequest request) {
        return of(request).address();
    }

    /** Whoever is behind this request. */
    Visitor of(HttpServerRequest request) {
        String peer = request.remoteAddress().hostAddress();
        boolean proxied = proxies.contains(peer);
        List<Hop> hops = proxied ? hops(request) : List.of();
        if (hops.isEmpty()) {
            return new Visitor(peer, !proxied, request.isSSL(), request.getHeader(HttpHeaders.HOST), false);
        }
        Hop last = hops.get(hops.size() - 1);
        boolean secure = last.scheme() == null ? request.isSSL() : last.scheme().equals("https");
        String host = last.host() == null ? request.getHeader(HttpHeaders.HOST) : last.host();
        String client = client(hops);
        return client == null
                ? new Visitor(peer, false, secure, host, true)
                : new Visitor(client, !proxies.contains(client), secure, host, true);
    }

    private List<Hop> hops(HttpServerRequest request) {
        return switch (header) {
            case NONE -> List.of();
            case X_FORWARDED -> Hop.ofXForwarded(request.headers());
            case FORWARDED -> Hop.ofForwarded(request.headers());
        };
    }

    /** Null: the nearest proxy names nobody. What stands left of an address that is no proxy's may be the client's invention. */
    private @Nullable String client(List<Hop> hops) {
        String client = null;
        for (int i = hops.size() - 1; i >= 0; i--) {
            String from = hops.get(i).from();
            if (from == null) {
                return client;
            }
            client = from;
            if (!proxies.contains(from)) {
                return client;
            }
        }
        return client;
    }
}
