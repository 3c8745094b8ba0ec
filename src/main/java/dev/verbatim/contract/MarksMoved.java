package dev.verbatim.contract;

import java.util.List;

/** People have read on; the marks as they are stored now, without those that were there or further already. */
public record MarksMoved(List<ReadMark> marks) {}
