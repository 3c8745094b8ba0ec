package dev.verbatim.contract;

/** Tells an owner to stop a reply now; the wish is already stored, so that losing this only delays it to the next heartbeat. */
public record StopReply(StopRequest request) {}
