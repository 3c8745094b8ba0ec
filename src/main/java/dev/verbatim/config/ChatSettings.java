package dev.verbatim.config;

/**
 * The chat verticles and the limits of one connection.
 *
 * @param instances verticles per node
 * @param maxFrameBytes largest frame of a client
 * @param maxTextChars largest text of a message, in UTF-16 code units
 * @param maxDepth deepest JSON of a frame
 * @param framesPerSecond sustained rate of a connection's frames; twice as many may come at once
 * @param viewerSoftBytes outstanding bytes of a viewer from which deltas are merged
 * @param viewerHardBytes outstanding bytes of a viewer at which it is closed with 4408
 * @param roomsPerConnection how many rooms one connection may follow
 * @param requestTimeoutMs how long storage may take to answer
 * @param revCheckMs how often the revisions of watched rooms are compared with Postgres
 * @param pingMs how often a silent connection is pinged
 */
public record ChatSettings(
        int instances,
        int maxFrameBytes,
        int maxTextChars,
        int maxDepth,
        int framesPerSecond,
        int viewerSoftBytes,
        int viewerHardBytes,
        int roomsPerConnection,
        long requestTimeoutMs,
        long revCheckMs,
        long pingMs) {}
