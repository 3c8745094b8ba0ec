package dev.verbatim.chat.wire;

import dev.verbatim.contract.ChatMessage;
import dev.verbatim.contract.ReplyEnded;
import dev.verbatim.contract.ReplyProgress;
import dev.verbatim.contract.RoomKey;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The {@code stream} frames of a reply but for its deltas, which are made where the text is. */
public final class StreamFrames {
    private static final String STREAM = "stream";

    private StreamFrames() {}

    /**
     * What a {@code start} says.
     *
     * @param offset characters of the text that stand; the rest, and all of the other kinds, is dropped
     * @param fallback whether somebody else than the first choice answers
     */
    public record Start(
            RoomKey room,
            UUID replyId,
            long seq,
            long rev,
            @Nullable UUID replyTo,
            int attempt,
            int offset,
            @Nullable String model,
            @Nullable String provider,
            boolean fallback) {}

    /** An attempt begins. */
    public static Frame start(Start start) {
        JsonText json = JsonText.event(STREAM, null)
                .put("roomId", start.room().roomId())
                .put("messageId", start.replyId().toString())
                .put("seq", start.seq())
                .put("rev", start.rev())
                .put("replyTo", MessageJson.text(start.replyTo()))
                .put("attempt", start.attempt())
                .put("offset", start.offset())
                .put("model", start.model())
                .put("provider", start.provider());
        if (start.fallback()) {
            json.put("fallback", true);
        }
        return json.put("start", true).frame();
    }

    /** A reply waits behind others of its room; its place is named, since a start that would name it may be far away. */
    public static Frame queued(RoomKey room, UUID replyId, long seq, UUID replyTo, int position) {
        return JsonText.event(STREAM, null)
                .put("roomId", room.roomId())
                .put("messageId", replyId.toString())
                .put("seq", seq)
                .put("replyTo", replyTo.toString())
                .put("state", "queued")
                .put("position", position)
                .frame();
    }

    /** A running reply waits for its provider or for the database. */
    public static Frame progress(ReplyProgress progress) {
        JsonText json = JsonText.event(STREAM, null)
                .put("roomId", progress.room().roomId())
                .put("messageId", progress.replyId().toString())
                .put("state", progress.waiting());
        if (progress.retryAfterMs() > 0) {
            json.put("retryAfterMs", progress.retryAfterMs());
        }
        return json.frame();
    }

    /**
     * A reply has ended.
     *
     * @param attempt the attempt whose text viewers have
     */
    public static Frame end(ReplyEnded ended, int attempt) {
        ChatMessage message = ended.message();
        JsonText json = JsonText.event(STREAM, null)
                .put("roomId", ended.room().roomId())
                .put("messageId", message.messageId().toString())
                .put("rev", ended.rev())
                .put("attempt", attempt)
                .put("offset", message.text().length())
                .put("ts", message.ts().toString())
                .put("status", message.status().wire())
                .put(
                        "reason",
                        message.reason() == null ? null : message.reason().wire())
                .put("model", message.model());
        MessageJson.writeUsage(json, message.usage());
        MessageJson.writeCost(json, message.costPico());
        return json.put("stoppedBy", ended.stoppedBy()).put("end", true).frame();
    }
}
