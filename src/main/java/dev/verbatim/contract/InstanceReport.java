package dev.verbatim.contract;

import java.util.List;

/**
 * What a verticle instance counts and holds; said about once a second and within its node only, for the node's meters.
 *
 * @param instance told apart from all others of the node
 */
public record InstanceReport(String instance, List<Reading> readings) {}
