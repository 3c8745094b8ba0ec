package dev.verbatim.contract;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message as it stands in its room.
 *
 * @param seq its place in the room, 1, 2, 3 … in commit order
 * @param rev the room's revision of its last change
 * @param createdRev the room's revision that brought it
 * @param userId null for an answer
 * @param status a user's message is complete from the start
 * @param reason set for a complete answer
 * @param error set for a failed answer only
 * @param errorMessage for people; set with {@code error}
 * @param clientId the sender's own id, for its idempotence
 * @param replyTo the user's message that an answer is for
 * @param costPico pico-USD (10^-12); null where the price is not known, never 0 for that
 * @param reasoning empty where there was none
 * @param refusal empty where there was none
 * @param removedAt when it became a tombstone, which has no text; null: it is none
 * @param editedAt when its author last gave it another text; null: never
 * @param replacedBy the answer that was asked for in the place of this one, which is a tombstone since; null: none
 * @param superseded what is left of the attempts before the one that stands; null where no words of them had been seen
 */
public record ChatMessage(
        UUID messageId,
        long seq,
        long rev,
        long createdRev,
        Role role,
        @Nullable String userId,
        @Nullable String name,
        String text,
        Instant ts,
        EndStatus status,
        @Nullable EndReason reason,
        @Nullable FailureCode error,
        @Nullable String errorMessage,
        @Nullable String clientId,
        @Nullable UUID replyTo,
        @Nullable String model,
        @Nullable String provider,
        @Nullable Usage usage,
        @Nullable Long costPico,
        String reasoning,
        String refusal,
        @Nullable Instant removedAt,
        @Nullable Instant editedAt,
        @Nullable UUID replacedBy,
        @Nullable Superseded superseded) {
    /** One that has not changed since. */
    public ChatMessage(
            UUID messageId,
            long seq,
            long rev,
            long createdRev,
            Role role,
            @Nullable String userId,
            @Nullable String name,
            String text,
            Instant ts,
            EndStatus status,
            @Nullable EndReason reason,
            @Nullable FailureCode error,
            @Nullable String errorMessage,
            @Nullable String clientId,
            @Nullable UUID replyTo,
            @Nullable String model,
            @Nullable String provider,
            @Nullable Usage usage,
            @Nullable Long costPico,
            String reasoning,
            String refusal) {
        this(
                messageId,
                seq,
                rev,
                createdRev,
                role,
                userId,
                name,
                text,
                ts,
                status,
                reason,
                error,
                errorMessage,
                clientId,
                replyTo,
                model,
                provider,
                usage,
                costPico,
                reasoning,
                refusal,
                null,
                null,
                null,
                null);
    }
}
