package dev.verbatim.contract;

/** A reserved place is not needed: duplicate, queued behind another reply, or refused. Unknown slots are ignored. */
public record ReleaseSlot(long slotId) {}
