package dev.verbatim.chat.wire;

import dev.verbatim.contract.Accepted;
import dev.verbatim.contract.ChatMessage;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.HistoryPage;
import dev.verbatim.contract.ReadMark;
import dev.verbatim.contract.Typing;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The frames that answer one client, and errors. {@code ref} is the client's own mark as JSON text, null for none. */
public final class Answers {
    private static final int WITHIN_SECOND_MS = 1000;
    /** What passes and is ours to promise; when a provider is back only the provider can say. */
    private static final Set<FailureCode> OUR_OWN =
            EnumSet.of(FailureCode.RATE_LIMITED, FailureCode.AT_CAPACITY, FailureCode.STORAGE_UNAVAILABLE);

    private Answers() {}

    /** The token was good. */
    public static Frame authenticated(@Nullable String ref, String userId, String name, long expiresAtMs) {
        return JsonText.event("authenticated", ref)
                .put("userId", userId)
                .put("name", name)
                .put("expiresAt", Instant.ofEpochMilli(expiresAtMs).toString())
                .frame();
    }

    /** A room is not followed any more. */
    public static Frame left(@Nullable String ref, String roomId) {
        return JsonText.event("left", ref).put("roomId", roomId).frame();
    }

    /** A message is durable. */
    public static Frame sent(@Nullable String ref, String roomId, String clientId, Accepted accepted) {
        return JsonText.event("sent", ref)
                .put("roomId", roomId)
                .put("messageId", accepted.messageId().toString())
                .put("seq", accepted.seq())
                .put("ts", accepted.ts().toString())
                .put("clientId", clientId)
                .put(
                        "replyId",
                        accepted.reply() == null
                                ? null
                                : accepted.reply().replyId().toString())
                .frame();
    }

    /**
     * The wish to stop a reply is durable, or came too late.
     *
     * @param event {@code stopping} or {@code already_ended}
     */
    public static Frame stop(@Nullable String ref, String event, String roomId, UUID messageId) {
        return JsonText.event(event, ref)
                .put("roomId", roomId)
                .put("messageId", messageId.toString())
                .frame();
    }

    /** Older messages. */
    public static Frame history(@Nullable String ref, String roomId, HistoryPage page) {
        JsonText json = JsonText.event("history", ref).put("roomId", roomId);
        return MessageJson.writeAll(json, roomId, page.messages())
                .put("more", page.more())
                .frame();
    }

    /** The server is there. */
    public static Frame pong(@Nullable String ref) {
        return JsonText.event("pong", ref).frame();
    }

    /** What somebody said. */
    public static Frame message(String roomId, ChatMessage message) {
        return MessageJson.write(JsonText.event("message", null), roomId, message)
                .frame();
    }

    /** One has read a room up to here, with this connection or another. */
    public static Frame read(ReadMark mark) {
        return JsonText.event("read", null)
                .put("roomId", mark.room().roomId())
                .put("seq", mark.seq())
                .frame();
    }

    /** Somebody is writing. */
    public static Frame typing(Typing typing) {
        return JsonText.event("typing", null)
                .put("roomId", typing.room().roomId())
                .put("userId", typing.userId())
                .put("name", typing.name())
                .frame();
    }

    /** This node is about to stop. */
    public static Frame draining(int reconnectAfterMs) {
        return JsonText.event("notice", null)
                .put("code", "draining")
                .put("message", "This server is about to stop; reconnect.")
                .put("retryAfterMs", reconnectAfterMs)
                .frame();
    }

    /** Something that a client asked for was not done. */
    public static Frame error(@Nullable String ref, Failure failure) {
        return error(ref, failure, null, null);
    }

    /**
     * Something was not done.
     *
     * @param roomId the room that it is about; null: none, or not to be told
     * @param messageId the reply that it is about
     */
    public static Frame error(
            @Nullable String ref, Failure failure, @Nullable String roomId, @Nullable UUID messageId) {
        JsonText json =
                JsonText.event("error", ref).put("code", failure.code().wire()).put("message", failure.text());
        long retryAfterMs = failure.retryAfterMs() == 0 && OUR_OWN.contains(failure.code())
                ? WITHIN_SECOND_MS
                : failure.retryAfterMs();
        if (retryAfterMs > 0) {
            json.put("retryAfterMs", retryAfterMs);
        }
        return json.put("roomId", roomId)
                .put("messageId", MessageJson.text(messageId))
                .frame();
    }
}
