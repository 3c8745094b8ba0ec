package dev.verbatim.contract;

import java.util.List;

/**
 * A room is gone.
 *
 * @param running whom to tell that a reply is to stop; it is written down already
 */
public record RemovedRoom(long rev, List<RunningReply> running) {}
