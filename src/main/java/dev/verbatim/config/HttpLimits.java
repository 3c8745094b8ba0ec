package dev.verbatim.config;

import java.util.Set;

/**
 * What strangers may take of the port before anybody knows who they are. With IPv6 an address stands for its /64.
 *
 * @param connections open at once on this node; more are closed as they come
 * @param connectionsPerAddress open at once, of one address
 * @param connectsPerSecond new connections of one address, sustained; ten times as many may come at once
 * @param requestMs how long a client may take to send a request, head and body
 * @param proxies addresses behind which many people are: no limit per address
 */
public record HttpLimits(
        int connections, int connectionsPerAddress, int connectsPerSecond, long requestMs, Set<String> proxies) {}
