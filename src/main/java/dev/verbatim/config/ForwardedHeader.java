package dev.verbatim.config;

/** In which headers the proxies that are listed say for whom they ask. Any other is the client's own and believed by nobody. */
public enum ForwardedHeader {
    /** In none. */
    NONE,
    /** {@code X-Forwarded-For}, {@code -Proto} and {@code -Host}. */
    X_FORWARDED,
    /** {@code Forwarded}, RFC 7239. */
    FORWARDED
}
