package dev.verbatim.storage;

import dev.verbatim.contract.ChatMessage;
import dev.verbatim.contract.EndReason;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.OnCut;
import dev.verbatim.contract.OnEmpty;
import dev.verbatim.contract.OpenReply;
import dev.verbatim.contract.PendingReply;
import dev.verbatim.contract.PromptStrategy;
import dev.verbatim.contract.PromptTurn;
import dev.verbatim.contract.ReplyState;
import dev.verbatim.contract.Role;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.RoomOptions;
import dev.verbatim.contract.RoomSummary;
import dev.verbatim.contract.Superseded;
import dev.verbatim.contract.TurnPolicy;
import dev.verbatim.contract.Usage;
import dev.verbatim.contract.UsageSource;
import dev.verbatim.contract.WireName;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows as the contract's records; columns are named in the database functions and in {@code shown_messages}. */
final class Rows {
    private Rows() {}

    /** A row of {@code shown_messages}. */
    static ChatMessage message(Row row) {
        return new ChatMessage(
                row.getUUID("message_id"),
                row.getLong("seq"),
                row.getLong("rev"),
                row.getLong("created_rev"),
                constant(Role.class, row.getString("role")),
                row.getString("user_id"),
                row.getString("name"),
                row.getString("text"),
                instant(row, "ts"),
                constant(EndStatus.class, row.getString("status")),
                constantOrNull(EndReason.class, row.getString("reason")),
                failureCode(row, "error"),
                row.getString("error_message"),
                row.getString("client_id"),
                row.getUUID("reply_to"),
                row.getString("model"),
                row.getString("provider"),
                usage(row),
                row.getLong("cost_pico"),
                row.getString("reasoning"),
                row.getString("refusal"),
                instantOrNull(row, "removed_at"),
                instantOrNull(row, "edited_at"),
                row.getUUID("replaced_by"),
                superseded(row));
    }

    private static @Nullable Superseded superseded(Row row) {
        String provider = row.getString("superseded_provider");
        return provider == null
                ? null
                : new Superseded(provider, row.getString("superseding_model"), row.getInteger("superseded_kept"));
    }

    private static @Nullable Usage usage(Row row) {
        String source = row.getString("usage_source");
        return source == null
                ? null
                : new Usage(
                        constant(UsageSource.class, source),
                        row.getLong("input_tokens"),
                        row.getLong("output_tokens"),
                        row.getLong("cache_read_tokens"),
                        row.getLong("cache_write_tokens"),
                        row.getLong("reasoning_tokens"));
    }

    /** The reply of an accepted message: {@code reply_id, reply_seq, state, …}; its message is {@code message_id}. */
    static @Nullable OpenReply awaitedReply(Row row) {
        return row.getUUID("reply_id") == null
                ? null
                : new OpenReply(
                        row.getUUID("reply_id"),
                        row.getLong("reply_seq"),
                        row.getUUID("message_id"),
                        constant(ReplyState.class, row.getString("state")),
                        row.getString("owner"),
                        row.getLong("epoch"),
                        row.getInteger("attempt"),
                        row.getString("model"),
                        row.getString("provider"),
                        row.getInteger("position"));
    }

    /** A row of {@code replies} that has not ended, with its {@code position}. */
    static OpenReply openReply(Row row) {
        return new OpenReply(
                row.getUUID("reply_id"),
                row.getLong("seq"),
                row.getUUID("reply_to"),
                constant(ReplyState.class, row.getString("state")),
                row.getString("owner"),
                row.getLong("epoch"),
                row.getInteger("attempt"),
                row.getString("model"),
                row.getString("provider"),
                row.getInteger("position"),
                superseded(row));
    }

    /** The reply that an ending promoted: {@code next_reply, next_seq, next_reply_to, next_model}. */
    static @Nullable PendingReply promoted(RoomKey room, Row row) {
        return row.getUUID("next_reply") == null
                ? null
                : new PendingReply(
                        room,
                        row.getUUID("next_reply"),
                        row.getLong("next_seq"),
                        row.getUUID("next_reply_to"),
                        row.getString("next_model"));
    }

    /** A room's own columns, as {@code rooms} has them. */
    static RoomOptions options(Row row) {
        return new RoomOptions(
                row.getString("system_prompt"),
                List.of(row.getArrayOfStrings("models")),
                row.getInteger("max_output_tokens"),
                row.getDouble("temperature"),
                constant(OnEmpty.class, row.getString("on_empty")),
                constant(OnCut.class, row.getString("on_cut")),
                constant(PromptStrategy.class, row.getString("prompt_strategy")),
                constant(TurnPolicy.class, row.getString("turn_policy")));
    }

    /** A reply that waits for its first claim. */
    static @Nullable OpenReply unclaimed(@Nullable PendingReply reply) {
        return reply == null
                ? null
                : new OpenReply(
                        reply.replyId(),
                        reply.seq(),
                        reply.replyTo(),
                        ReplyState.PENDING,
                        null,
                        0,
                        0,
                        reply.model(),
                        null,
                        0);
    }

    /** A stored code; {@code internal} for one that a later version wrote: a room stays readable after a way back. */
    static @Nullable FailureCode failureCode(Row row, String column) {
        String wire = row.getString(column);
        return wire == null ? null : FailureCode.ofWire(wire);
    }

    private static @Nullable Instant instantOrNull(Row row, String column) {
        return row.getOffsetDateTime(column) == null ? null : instant(row, column);
    }

    static Instant instant(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant();
    }

    static <E extends Enum<E> & WireName> E constant(Class<E> type, String wire) {
        return Enum.valueOf(type, wire.toUpperCase(Locale.ROOT));
    }

    private static <E extends Enum<E> & WireName> @Nullable E constantOrNull(Class<E> type, @Nullable String wire) {
        return wire == null ? null : constant(type, wire);
    }

    /** A summary, where the row has one; its columns begin with this. */
    static @Nullable RoomSummary summary(Row row, String prefix) {
        Integer version = row.getInteger(prefix + "version");
        return version == null
                ? null
                : new RoomSummary(
                        version,
                        row.getLong(prefix + "seq"),
                        row.getUUID(prefix + "id"),
                        row.getString(prefix + "text"),
                        row.getInteger(prefix + "tokens"));
    }

    /** Messages as the prompt window sees them, from six columns of lists that begin with this. */
    static List<PromptTurn> turns(Row row, String prefix) {
        UUID[] ids = row.getArrayOfUUIDs(prefix + "ids");
        if (ids == null) {
            return List.of();
        }
        String[] roles = row.getArrayOfStrings(prefix + "roles");
        String[] users = row.getArrayOfStrings(prefix + "users");
        String[] names = row.getArrayOfStrings(prefix + "names");
        String[] texts = row.getArrayOfStrings(prefix + "texts");
        Integer[] tokens = row.getArrayOfIntegers(prefix + "tokens");
        List<PromptTurn> turns = new ArrayList<>(ids.length);
        for (int i = 0; i < ids.length; i++) {
            Role role = constant(Role.class, roles[i]);
            turns.add(new PromptTurn(ids[i], role, users[i], names[i], texts[i], tokens[i]));
        }
        return List.copyOf(turns);
    }
}
