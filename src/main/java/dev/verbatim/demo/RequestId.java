package dev.verbatim.demo;

import java.util.UUID;

/** The id of one HTTP request, as both providers send it. */
final class RequestId {

    private RequestId() {}

    static String next() {
        return "req_" + UUID.randomUUID().toString().replace("-", "");
    }
}
