package dev.verbatim.contract;

import java.util.List;

/** Asks for people's marks to be moved forward, each to its room's last message at most. Answered with {@link MarksMoved}. */
public record MarkRead(List<ReadMark> marks) {}
