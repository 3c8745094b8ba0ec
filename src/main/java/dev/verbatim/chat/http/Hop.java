package dev.verbatim.chat.http;

import io.netty.util.NetUtil;
import io.vertx.core.MultiMap;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one proxy says of the connection that it took: from which address, and where it knows, in which scheme and for which host.
 *
 * @param from null: it says none, or nothing that is an IP address
 */
record Hop(
        @Nullable String from,
        @Nullable String scheme,
        @Nullable String host) {
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+(:\\d{1,5})?|\\[[0-9A-Fa-f:.]+](:\\d{1,5})?");
    private static final Pattern PAIR =
            Pattern.compile("\\s*+([A-Za-z]++)=(\"([^\"\\\\]*+)\"|[^;,\\s\"]*+)\\s*+(;|,|$)");

    /** Those of {@code X-Forwarded-For}, the first proxy's first; scheme and host are the last proxy's, which sets or passes them. */
    static List<Hop> ofXForwarded(MultiMap headers) {
        List<String> addresses = split(headers.getAll("X-Forwarded-For"));
        String scheme = last(split(headers.getAll("X-Forwarded-Proto")));
        String host = last(split(headers.getAll("X-Forwarded-Host")));
        return addresses.stream().map(address -> of(address, scheme, host)).toList();
    }

    /** Those of {@code Forwarded} (RFC 7239 §4), the first proxy's first; what cannot be read names nobody. */
    static List<Hop> ofForwarded(MultiMap headers) {
        List<Hop> hops = new ArrayList<>();
        Hop current = new Hop(null, null, null);
        String said = String.join(",", headers.getAll("Forwarded"));
        Matcher pairs = PAIR.matcher(said);
        int end = 0;
        // Each where the one before ended: looking for one anywhere would take the square of a long header's time.
        while (end < said.length() && pairs.region(end, said.length()).lookingAt()) {
            end = pairs.end();
            String value = pairs.group(3) == null ? pairs.group(2) : pairs.group(3);
            current = current.with(pairs.group(1).toLowerCase(Locale.ROOT), value);
            if (!";".equals(pairs.group(4))) {
                hops.add(current);
                current = new Hop(null, null, null);
            }
        }
        return end == said.length() ? hops : List.of();
    }

    private Hop with(String name, String value) {
        return switch (name) {
            case "for" -> new Hop(address(value), scheme, host);
            case "proto" -> new Hop(from, scheme(value), host);
            case "host" -> new Hop(from, scheme, host(value));
            default -> this;
        };
    }

    private static Hop of(String address, @Nullable String scheme, @Nullable String host) {
        return new Hop(address(address), scheme == null ? null : scheme(scheme), host == null ? null : host(host));
    }

    private static List<String> split(List<String> lines) {
        List<String> values = new ArrayList<>();
        for (String line : lines) {
            for (String value : line.split(",", -1)) {
                values.add(value.trim());
            }
        }
        return values;
    }

    private static @Nullable String last(List<String> values) {
        return values.isEmpty() ? null : values.get(values.size() - 1);
    }

    /** As a socket would say it; a port is left out. */
    private static @Nullable String address(String text) {
        String bare = text;
        if (bare.startsWith("[")) {
            bare = bare.substring(1, Math.max(1, bare.indexOf(']')));
        } else if (bare.indexOf(':') == bare.lastIndexOf(':') && bare.indexOf(':') > 0) {
            bare = bare.substring(0, bare.indexOf(':'));
        }
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(bare);
        return address == null ? null : address.getHostAddress();
    }

    private static @Nullable String scheme(String text) {
        String scheme = text.toLowerCase(Locale.ROOT);
        return scheme.equals("https") || scheme.equals("http") ? scheme : null;
    }

    private static @Nullable String host(String text) {
        return HOST.matcher(text).matches() ? text.toLowerCase(Locale.ROOT) : null;
    }
}
