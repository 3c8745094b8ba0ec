package dev.verbatim.chat.http;

import org.jspecify.annotations.Nullable;

/**
 * Who asks, and how they see this server.
 *
 * @param address the client's, as a socket says it
 * @param one whether it is one client's address; that of a proxy that names nobody is many people's
 * @param secure whether the client speaks TLS
 * @param host name and perhaps port that the client asked for; null: it named none
 * @param vouched whether a proxy that is believed says so
 */
record Visitor(
        String address,
        boolean one,
        boolean secure,
        @Nullable String host,
        boolean vouched) {
    /** The page's origin that is this server's own. */
    String ownOrigin() {
        return (secure ? "https://" : "http://") + host;
    }
}
