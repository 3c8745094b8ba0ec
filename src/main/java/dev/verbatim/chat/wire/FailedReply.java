package dev.verbatim.chat.wire;

import dev.verbatim.contract.ChatMessage;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.ReplyEnded;
import org.jspecify.annotations.Nullable;

/** Why a reply failed, as its viewers are told: in an {@code error} while they watch, within its message ever after, in the same words. */
public final class FailedReply {
    private FailedReply() {}

    /** For those who watch it fail. */
    public static Failure live(ReplyEnded fact) {
        return told(fact.error(), fact.errorMessage(), fact.errorRetryAfterMs());
    }

    /** For those who read it later, when the time to try again has passed. */
    static Failure later(ChatMessage message) {
        return told(message.error(), message.errorMessage(), 0);
    }

    private static Failure told(@Nullable FailureCode error, @Nullable String message, long retryAfterMs) {
        FailureCode code = error == null ? FailureCode.INTERNAL : error;
        return new Failure(code, message == null ? "The reply failed." : message, retryAfterMs);
    }
}
