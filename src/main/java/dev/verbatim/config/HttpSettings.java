package dev.verbatim.config;

import java.util.Set;

/**
 * The door: page, API and chat on one port.
 *
 * @param host address to bind
 * @param port 0: any free one
 * @param allowedOrigins beside the own origin (same host and port as the request's Host header); exact, like {@code https://app.example.com}
 * @param limits of connections and of their requests
 */
public record HttpSettings(String host, int port, Set<String> allowedOrigins, HttpLimits limits) {}
