package dev.verbatim.config;

import java.util.List;

/**
 * The bus over several nodes.
 *
 * @param enabled off: the bus is this JVM's own
 * @param name nodes of another name are not let in
 * @param host this node's address for the others; both ports are bound there and nowhere else
 * @param port where members meet
 * @param busPort where messages arrive; 0: any free one
 * @param members hosts of the nodes, with or without a port; this one may be among them
 */
public record ClusterSettings(boolean enabled, String name, String host, int port, int busPort, List<String> members) {}
