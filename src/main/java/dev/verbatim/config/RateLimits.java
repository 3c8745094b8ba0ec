package dev.verbatim.config;

/**
 * How much may come in once a connection is there. What was counted is kept for so many persons and addresses at most.
 *
 * @param requestsPerSecond HTTP requests of one address, sustained; ten times as many may come at once
 * @param personFramesPerSecond frames of one person from one address over all connections, sustained; twice as many may come at once
 * @param remembered persons, and addresses, of which it is known what they sent
 */
public record RateLimits(int requestsPerSecond, int personFramesPerSecond, int remembered) {}
