package dev.verbatim.contract;

import java.util.UUID;

/** A person's wish that a reply ends now. */
public record StopRequest(UUID replyId, String userId) {}
