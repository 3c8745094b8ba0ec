package dev.verbatim.config;

/**
 * All sockets of the node: of clients, providers, Postgres and the cluster's bus.
 *
 * @param transport chosen once, at the start
 */
public record SocketSettings(SocketTransport transport) {}
