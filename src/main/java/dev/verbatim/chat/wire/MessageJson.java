package dev.verbatim.chat.wire;

import dev.verbatim.contract.ChatMessage;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.Member;
import dev.verbatim.contract.Superseded;
import dev.verbatim.contract.Usage;
import java.math.BigDecimal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How the contract's values look in frames. Optional fields are left out, never null. */
public final class MessageJson {
    private static final int PICO_DIGITS = 12;

    private MessageJson() {}

    /** The fields of an ended message. */
    public static JsonText write(JsonText json, String roomId, ChatMessage message) {
        json.put("roomId", roomId)
                .put("seq", message.seq())
                .put("rev", message.rev())
                .put("messageId", message.messageId().toString())
                .put("role", message.role().wire())
                .put("userId", message.userId())
                .put("name", message.name())
                .put("text", message.text())
                .put("ts", message.ts().toString())
                .put("status", message.status().wire());
        if (message.removedAt() != null) {
            json.put("removed", true).put("replacedBy", text(message.replacedBy()));
        } else if (message.editedAt() != null) {
            json.put("editedAt", message.editedAt().toString());
        }
        writeFailure(json, message);
        return writeOptional(json, message);
    }

    private static void writeFailure(JsonText json, ChatMessage message) {
        if (message.status() == EndStatus.FAILED) {
            Failure failure = FailedReply.later(message);
            json.object("error")
                    .put("code", failure.code().wire())
                    .put("message", failure.text())
                    .endObject();
        }
    }

    private static JsonText writeOptional(JsonText json, ChatMessage message) {
        json.put("reason", message.reason() == null ? null : message.reason().wire())
                .put("clientId", message.clientId())
                .put("replyTo", text(message.replyTo()))
                .put("model", message.model())
                .put("provider", message.provider())
                .put("reasoning", message.reasoning().isEmpty() ? null : message.reasoning())
                .put("refusal", message.refusal().isEmpty() ? null : message.refusal());
        writeSuperseded(json, message.superseded());
        return writeCost(writeUsage(json, message.usage()), message.costPico());
    }

    /** What is left of earlier attempts; nothing where there is nothing. */
    public static JsonText writeSuperseded(JsonText json, @Nullable Superseded superseded) {
        if (superseded != null) {
            json.object("superseded")
                    .put("provider", superseded.provider())
                    .put("model", superseded.model())
                    .put("kept", superseded.kept())
                    .endObject();
        }
        return json;
    }

    static JsonText writeUsage(JsonText json, @Nullable Usage usage) {
        if (usage == null) {
            return json;
        }
        return json.object("usage")
                .put("source", usage.source().wire())
                .put("inputTokens", usage.inputTokens())
                .put("outputTokens", usage.outputTokens())
                .put("cacheReadTokens", usage.cacheReadTokens())
                .put("cacheWriteTokens", usage.cacheWriteTokens())
                .put("reasoningTokens", usage.reasoningTokens())
                .endObject();
    }

    /** A cost in USD, as an exact decimal in a string: most readers of JSON make a double of a number. */
    static JsonText writeCost(JsonText json, @Nullable Long pico) {
        if (pico == null) {
            return json;
        }
        BigDecimal dollars = BigDecimal.valueOf(pico, PICO_DIGITS).stripTrailingZeros();
        return json.put("cost", dollars.toPlainString());
    }

    /** An array of messages. */
    public static JsonText writeAll(JsonText json, String roomId, Iterable<ChatMessage> messages) {
        json.array("messages");
        for (ChatMessage message : messages) {
            write(json.object(null), roomId, message).endObject();
        }
        return json.endArray();
    }

    /** An array of members. */
    public static JsonText writeMembers(JsonText json, Iterable<Member> members) {
        json.array("members");
        for (Member member : members) {
            writeMember(json.object(null), member).endObject();
        }
        return json.endArray();
    }

    /** How far the one who is told has read a room; where nobody knows nothing is said. */
    public static JsonText writeReadSeq(JsonText json, @Nullable Long readSeq) {
        return readSeq == null ? json : json.put("readSeq", readSeq);
    }

    /** The fields of a member. */
    public static JsonText writeMember(JsonText json, Member member) {
        return json.put("userId", member.userId())
                .put("name", member.name())
                .put("role", member.role().wire());
    }

    /** The text of an id; null for none. */
    public static @Nullable String text(@Nullable UUID id) {
        return id == null ? null : id.toString();
    }
}
