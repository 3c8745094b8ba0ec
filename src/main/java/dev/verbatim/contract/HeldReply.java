package dev.verbatim.contract;

import java.util.List;
import java.util.UUID;

/** A running reply as its owner holds it, with the text that storage has not seen yet. */
public record HeldReply(RoomKey room, UUID replyId, long epoch, int attempt, List<TextChunk> checkpoint) {}
