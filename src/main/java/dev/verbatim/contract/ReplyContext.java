package dev.verbatim.contract;

import java.util.List;
import java.util.UUID;

/** What the model saw, attempt by attempt. */
public record ReplyContext(UUID messageId, List<AttemptContext> attempts) {
    public ReplyContext {
        attempts = List.copyOf(attempts);
    }
}
