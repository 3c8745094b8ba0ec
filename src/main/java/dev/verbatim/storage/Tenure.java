package dev.verbatim.storage;

/**
 * How long replies are somebody's.
 *
 * @param leaseMs how long an owner may be silent
 * @param pendingSweepMs age at which unclaimed work is offered, and then offered again
 * @param maxTakeovers how often a reply is begun anew
 */
record Tenure(long leaseMs, long pendingSweepMs, int maxTakeovers) {}
