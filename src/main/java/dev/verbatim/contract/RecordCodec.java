package dev.verbatim.contract;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One record class on the bus: the same reference within a JVM, versioned JSON ({@code "v":1} beside the fields) between JVMs.
 *
 * @param <T> the record
 */
final class RecordCodec<T extends Record> implements MessageCodec<T, T> {
    /** Every record that travels as a message of its own; the ones inside them need no codec. */
    static final List<Class<? extends Record>> MESSAGES = List.of(
            MessagePosted.class,
            ReplyStarted.class,
            ReplyEnded.class,
            MessageChanged.class,
            RoomChanged.class,
            MemberChanged.class,
            UsageRecorded.class,
            ProviderChanged.class,
            ToolCallDelta.class,
            AcceptMessage.class,
            Accepted.class,
            ClaimReply.class,
            ReplyClaim.class,
            BeginAttempt.class,
            BegunAttempt.class,
            RecordContext.class,
            RecordedContext.class,
            ReadContext.class,
            ReplyContext.class,
            ClaimFold.class,
            ClaimedFold.class,
            EndFold.class,
            EndedFold.class,
            EndReply.class,
            EndedReply.class,
            Heartbeat.class,
            HeartbeatAck.class,
            RequestStop.class,
            StopRecorded.class,
            JoinRoom.class,
            RoomSnapshot.class,
            ReadHistory.class,
            HistoryPage.class,
            ReadChanges.class,
            RoomChanges.class,
            CreateRoom.class,
            ChangeRoom.class,
            RemoveRoom.class,
            RemovedRoom.class,
            ReadRoom.class,
            Room.class,
            ReadRooms.class,
            RoomPage.class,
            SetMember.class,
            RemoveMember.class,
            Member.class,
            EditMessage.class,
            Regenerate.class,
            RemoveMessage.class,
            RemovedMessage.class,
            EraseUser.class,
            ErasedPiece.class,
            ReadMembers.class,
            RoomMembers.class,
            ReadReaders.class,
            Readers.class,
            ReadRevs.class,
            RoomRevs.class,
            ReadUsage.class,
            UsagePage.class,
            RevokeTokens.class,
            Revocation.class,
            ReadRevocations.class,
            Revocations.class,
            CheckStorage.class,
            StorageReady.class,
            ReserveReply.class,
            ReplySlot.class,
            ReleaseSlot.class,
            ReplyRequested.class,
            WatchReply.class,
            WatchedReply.class,
            UnwatchReply.class,
            ReplyDelta.class,
            ReplyProgress.class,
            Acked.class,
            StopReply.class,
            MarkRead.class,
            MarksMoved.class,
            Typing.class,
            PresenceReport.class,
            InstanceReport.class);

    private static final int VERSION = 1;
    private static final String REGISTERED = "verbatim.contract.codecs";

    private final Class<T> type;

    private RecordCodec(Class<T> type) {
        this.type = type;
    }

    static void registerAll(Vertx vertx) {
        boolean first = vertx.sharedData().getLocalMap(REGISTERED).putIfAbsent("registered", true) == null;
        if (first) {
            MESSAGES.forEach(type -> register(vertx.eventBus(), type));
        }
    }

    private static <T extends Record> void register(EventBus bus, Class<T> type) {
        bus.registerDefaultCodec(type, new RecordCodec<>(type));
    }

    @Override
    public void encodeToWire(Buffer buffer, T message) {
        JsonObject json = RecordJson.encode(message).put("v", VERSION);
        byte[] bytes = json.encode().getBytes(StandardCharsets.UTF_8);
        buffer.appendInt(bytes.length).appendBytes(bytes);
    }

    @Override
    public T decodeFromWire(int position, Buffer buffer) {
        int start = position + Integer.BYTES;
        int length = buffer.getInt(position);
        String json = buffer.getString(start, start + length, StandardCharsets.UTF_8.name());
        return RecordJson.decode(new JsonObject(json), type);
    }

    @Override
    public T transform(T message) {
        return message;
    }

    @Override
    public String name() {
        return "verbatim." + type.getSimpleName() + ".v" + VERSION;
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}
