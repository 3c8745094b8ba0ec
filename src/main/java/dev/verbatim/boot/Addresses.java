package dev.verbatim.boot;

import java.net.URI;
import java.util.Set;

/** Where a gateway of this machine is reached. */
public final class Addresses {
    private static final Set<String> ANY = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0");

    private Addresses() {}

    /** The address of a port that listens on this host's name, or on this address of it, IPv6 without brackets. */
    public static URI of(String scheme, String host, int port) {
        String reachable = ANY.contains(host) ? "127.0.0.1" : host;
        return URI.create(scheme + "://" + (reachable.contains(":") ? "[" + reachable + "]" : reachable) + ":" + port);
    }
}
