package dev.verbatim.cli;

import java.net.URI;
import java.util.Set;

/** Where a gateway of this machine is reached. */
final class Addresses {
    private static final Set<String> ANY = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0");

    private Addresses() {}

    /** The address of a port that listens on this host's name. */
    static URI http(String host, int port) {
        String reachable = ANY.contains(host) ? "127.0.0.1" : host;
        return URI.create("http://" + (reachable.contains(":") ? "[" + reachable + "]" : reachable) + ":" + port);
    }
}
