package dev.verbatim.boot.config;

import dev.verbatim.config.HttpLimits;
import dev.verbatim.config.HttpSettings;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/** Reads the section {@code http}. */
final class HttpReader {
    static final int MAX_PORT = 65_535;

    private static final long HOUR_MS = 3_600_000L;
    private static final int MANY = 10_000_000;

    private final SettingsTree tree;

    HttpReader(SettingsTree tree) {
        this.tree = tree;
    }

    HttpSettings read() {
        return new HttpSettings(
                tree.text("http.host"), tree.integer("http.port", 0, MAX_PORT), Set.copyOf(origins()), limits());
    }

    private Set<String> origins() {
        Set<String> origins = new LinkedHashSet<>();
        for (String origin : tree.list("http.allowed-origins")) {
            if (isOrigin(origin)) {
                origins.add(canonical(URI.create(origin)));
            } else {
                tree.mistake("http.allowed-origins", "'" + origin + "' is not like https://app.example.com");
            }
        }
        return origins;
    }

    private HttpLimits limits() {
        return new HttpLimits(
                tree.integer("http.connections", 1, MANY),
                tree.integer("http.connections-per-address", 1, MANY),
                tree.integer("http.connects-per-second", 1, MANY),
                tree.number("http.request-ms", 10, HOUR_MS),
                Set.copyOf(proxies()));
    }

    // As a socket says it: IPv6 has many spellings.
    private Set<String> proxies() {
        Set<String> proxies = new LinkedHashSet<>();
        for (String proxy : tree.list("http.proxies")) {
            InetAddress address = NetUtil.createInetAddressFromIpAddressString(proxy);
            if (address == null) {
                tree.mistake("http.proxies", "'" + proxy + "' is not an IP address");
            } else {
                proxies.add(address.getHostAddress());
            }
        }
        return proxies;
    }

    private static boolean isOrigin(String text) {
        try {
            URI uri = URI.create(text);
            boolean web = "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
            boolean bare = uri.getRawPath().isEmpty() && uri.getRawQuery() == null && uri.getRawUserInfo() == null;
            return web && bare && uri.getHost() != null && uri.getRawFragment() == null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    // As a browser writes it: lower case, and the scheme's own port left out.
    private static String canonical(URI origin) {
        String scheme = origin.getScheme().toLowerCase(Locale.ROOT);
        int own = "https".equals(scheme) ? 443 : 80;
        String port = origin.getPort() < 0 || origin.getPort() == own ? "" : ":" + origin.getPort();
        return scheme + "://" + origin.getHost().toLowerCase(Locale.ROOT) + port;
    }
}
