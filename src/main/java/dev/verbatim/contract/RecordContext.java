package dev.verbatim.contract;

import java.util.UUID;

/**
 * An owner says what the request of its present attempt holds, while it goes out. Answered with {@link RecordedContext}; the same again is
 * answered the same; {@code conflict} where the reply is not its own any more.
 */
public record RecordContext(RoomKey room, UUID replyId, long epoch, int attempt, PromptManifest manifest) {}
