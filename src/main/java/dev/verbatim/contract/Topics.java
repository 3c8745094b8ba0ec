package dev.verbatim.contract;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The catalogue of the bus: every address, what it carries, who says it.
 *
 * <p>The facts are for everybody and only the storage verticle (for providers and calls of tools: the LLM verticle) says them. The rest is how
 * Verbatim's own rooms meet; an outsider that sends there is on its own.
 */
public final class Topics {
    /** Storage questions of a room go to one of this many partitions; an instance consumes some of them. */
    public static final int PARTITIONS = 16;

    /** Facts about messages of every room. */
    public static final Topic<MessageFact> MESSAGES = new Topic<>("verbatim.v1.messages", MessageFact.class);

    /** Facts about replies of every room; no deltas. */
    public static final Topic<ReplyFact> REPLIES = new Topic<>("verbatim.v1.replies", ReplyFact.class);

    /** Facts about rooms themselves and their members. */
    public static final Topic<SetupFact> ROOMS = new Topic<>("verbatim.v1.rooms", SetupFact.class);

    /** Calls of tools as they come, of every room; the only deltas that everybody may hear. The LLM verticle says them. */
    public static final Topic<ToolCallDelta> TOOL_CALLS = new Topic<>("verbatim.v1.toolcalls", ToolCallDelta.class);

    /** Closed attempts with their tokens and cost. */
    public static final Topic<UsageRecorded> USAGE = new Topic<>("verbatim.v1.usage", UsageRecorded.class);

    /** Breakers and keys. */
    public static final Topic<ProviderChanged> PROVIDERS = new Topic<>("verbatim.v1.providers", ProviderChanged.class);

    /** What each verticle instance of this node counts and holds. */
    public static final Topic<InstanceReport> REPORTS = new Topic<>("verbatim.ops.reports", InstanceReport.class);

    /** Milliseconds between two reports of an instance. */
    public static final long REPORT_MS = 1_000;

    // chat, llm -> storage; the first four by the room's partition
    public static final RequestTopic<AcceptMessage, Accepted> ACCEPT = new RequestTopic<>(
            "verbatim.storage.accept", AcceptMessage.class, Accepted.class, FailureCode.STORAGE_UNAVAILABLE);
    public static final RequestTopic<ClaimReply, ReplyClaim> CLAIM = new RequestTopic<>(
            "verbatim.storage.claim", ClaimReply.class, ReplyClaim.class, FailureCode.STORAGE_UNAVAILABLE);
    public static final RequestTopic<BeginAttempt, BegunAttempt> BEGIN = new RequestTopic<>(
            "verbatim.storage.begin", BeginAttempt.class, BegunAttempt.class, FailureCode.STORAGE_UNAVAILABLE);
    public static final RequestTopic<RecordContext, RecordedContext> RECORD_CONTEXT = new RequestTopic<>(
            "verbatim.storage.context.record",
            RecordContext.class,
            RecordedContext.class,
            FailureCode.STORAGE_UNAVAILABLE);
    public static final RequestTopic<ReadContext, ReplyContext> CONTEXT = new RequestTopic<>(
            "verbatim.storage.context", ReadContext.class, ReplyContext.class, FailureCode.STORAGE_UNAVAILABLE);
    public static final RequestTopic<ClaimFold, ClaimedFold> CLAIM_FOLD = new RequestTopic<>(
            "verbatim.storage.fold.claim", ClaimFold.class, ClaimedFold.class, FailureCode.STORAGE_UNAVAILABLE);
    public static final RequestTopic<EndFold, EndedFold> END_FOLD = new RequestTopic<>(
            "verbatim.storage.fold.end", EndFold.class, EndedFold.class, FailureCode.STORAGE_UNAVAILABLE);
    public static final RequestTopic<EndReply, EndedReply> END = new RequestTopic<>(
            "verbatim.storage.end", EndReply.class, EndedReply.class, FailureCode.STORAGE_UNAVAILABLE);
    public static final RequestTopic<Heartbeat, HeartbeatAck> HEARTBEAT = new RequestTopic<>(
            "verbatim.storage.heartbeat", Heartbeat.class, HeartbeatAck.class, FailureCode.STORAGE_UNAVAILABLE);
    public static final RequestTopic<RequestStop, StopRecorded> STOP = new RequestTopic<>(
            "verbatim.storage.stop", RequestStop.class, StopRecorded.class, FailureCode.STORAGE_UNAVAILABLE);
    public static final RequestTopic<JoinRoom, RoomSnapshot> JOIN = new RequestTopic<>(
            "verbatim.storage.join", JoinRoom.class, RoomSnapshot.class, FailureCode.STORAGE_UNAVAILABLE);
    public static final RequestTopic<ReadHistory, HistoryPage> HISTORY = new RequestTopic<>(
            "verbatim.storage.history", ReadHistory.class, HistoryPage.class, FailureCode.STORAGE_UNAVAILABLE);
    public static final RequestTopic<ReadChanges, RoomChanges> CHANGES = new RequestTopic<>(
            "verbatim.storage.changes", ReadChanges.class, RoomChanges.class, FailureCode.STORAGE_UNAVAILABLE);
    public static final RequestTopic<CreateRoom, Room> CREATE_ROOM = new RequestTopic<>(
            "verbatim.storage.room.create", CreateRoom.class, Room.class, FailureCode.STORAGE_UNAVAILABLE);
    public static final RequestTopic<ChangeRoom, Room> CHANGE_ROOM = new RequestTopic<>(
            "verbatim.storage.room.change", ChangeRoom.class, Room.class, FailureCode.STORAGE_UNAVAILABLE);
    public static final RequestTopic<RemoveRoom, RemovedRoom> REMOVE_ROOM = new RequestTopic<>(
            "verbatim.storage.room.remove", RemoveRoom.class, RemovedRoom.class, FailureCode.STORAGE_UNAVAILABLE);
    public static final RequestTopic<ReadRoom, Room> ROOM = new RequestTopic<>(
            "verbatim.storage.room.read", ReadRoom.class, Room.class, FailureCode.STORAGE_UNAVAILABLE);
    public static final RequestTopic<SetMember, Member> SET_MEMBER = new RequestTopic<>(
            "verbatim.storage.member.set", SetMember.class, Member.class, FailureCode.STORAGE_UNAVAILABLE);
    public static final RequestTopic<RemoveMember, Member> REMOVE_MEMBER = new RequestTopic<>(
            "verbatim.storage.member.remove", RemoveMember.class, Member.class, FailureCode.STORAGE_UNAVAILABLE);
    public static final RequestTopic<EditMessage, Accepted> EDIT = new RequestTopic<>(
            "verbatim.storage.message.edit", EditMessage.class, Accepted.class, FailureCode.STORAGE_UNAVAILABLE);
    public static final RequestTopic<Regenerate, Accepted> REGENERATE = new RequestTopic<>(
            "verbatim.storage.message.regenerate", Regenerate.class, Accepted.class, FailureCode.STORAGE_UNAVAILABLE);
    public static final RequestTopic<RemoveMessage, RemovedMessage> REMOVE_MESSAGE = new RequestTopic<>(
            "verbatim.storage.message.remove",
            RemoveMessage.class,
            RemovedMessage.class,
            FailureCode.STORAGE_UNAVAILABLE);
    public static final RequestTopic<ReadMembers, RoomMembers> MEMBERS = new RequestTopic<>(
            "verbatim.storage.members", ReadMembers.class, RoomMembers.class, FailureCode.STORAGE_UNAVAILABLE);
    public static final RequestTopic<ReadReaders, Readers> READERS = new RequestTopic<>(
            "verbatim.storage.readers", ReadReaders.class, Readers.class, FailureCode.STORAGE_UNAVAILABLE);

    /** Of no room in particular, as the next one: any instance answers. */
    public static final RequestTopic<EraseUser, ErasedPiece> ERASE_USER = new RequestTopic<>(
            "verbatim.storage.user.erase", EraseUser.class, ErasedPiece.class, FailureCode.STORAGE_UNAVAILABLE);

    public static final RequestTopic<ReadRooms, RoomPage> LIST_ROOMS = new RequestTopic<>(
            "verbatim.storage.rooms", ReadRooms.class, RoomPage.class, FailureCode.STORAGE_UNAVAILABLE);

    public static final RequestTopic<ReadRevs, RoomRevs> REVS = new RequestTopic<>(
            "verbatim.storage.revs", ReadRevs.class, RoomRevs.class, FailureCode.STORAGE_UNAVAILABLE);
    public static final RequestTopic<ReadUsage, UsagePage> READ_USAGE = new RequestTopic<>(
            "verbatim.storage.usage", ReadUsage.class, UsagePage.class, FailureCode.STORAGE_UNAVAILABLE);

    public static final RequestTopic<RevokeTokens, Revocation> REVOKE = new RequestTopic<>(
            "verbatim.storage.revoke", RevokeTokens.class, Revocation.class, FailureCode.STORAGE_UNAVAILABLE);
    public static final RequestTopic<ReadRevocations, Revocations> READ_REVOCATIONS = new RequestTopic<>(
            "verbatim.storage.revocations", ReadRevocations.class, Revocations.class, FailureCode.STORAGE_UNAVAILABLE);

    /** Of many rooms at once: any instance answers. */
    public static final RequestTopic<MarkRead, MarksMoved> MARK_READ = new RequestTopic<>(
            "verbatim.storage.read.mark", MarkRead.class, MarksMoved.class, FailureCode.STORAGE_UNAVAILABLE);

    /** storage to every chat verticle: how far people have read; no fact of a room, and not published. */
    public static final Topic<MarksMoved> MARKS = new Topic<>("verbatim.chat.marks", MarksMoved.class);

    /** storage to every chat verticle: tokens were taken back. */
    public static final Topic<Revocation> REVOKED = new Topic<>("verbatim.chat.revoked", Revocation.class);

    /** chat to every chat verticle: who is writing; no fact, and not published. */
    public static final Topic<Typing> TYPING = new Topic<>("verbatim.chat.typing", Typing.class);

    /** chat to every chat verticle: who looks at which room; no fact, and not published. */
    public static final Topic<PresenceReport> PRESENCE = new Topic<>("verbatim.chat.presence", PresenceReport.class);

    /** Served locally: each node's own storage. */
    public static final RequestTopic<CheckStorage, StorageReady> STORAGE_CHECK = new RequestTopic<>(
            "verbatim.storage.check", CheckStorage.class, StorageReady.class, FailureCode.STORAGE_UNAVAILABLE);

    // chat -> llm: to any instance first, then to the one that answered
    public static final RequestTopic<ReserveReply, ReplySlot> RESERVE =
            new RequestTopic<>("verbatim.llm.reserve", ReserveReply.class, ReplySlot.class, FailureCode.AT_CAPACITY);

    /** The same question at one instance, which answers for itself alone. */
    public static final InstanceRequestTopic<ReserveReply, ReplySlot> RESERVE_HERE =
            new InstanceRequestTopic<>("reserve", ReserveReply.class, ReplySlot.class);

    public static final InstanceTopic<ReleaseSlot> RELEASE = new InstanceTopic<>("release", ReleaseSlot.class);

    /** From chat, or from storage where the reply was claimed with its message. */
    public static final InstanceTopic<ReplyRequested> REQUESTED =
            new InstanceTopic<>("requested", ReplyRequested.class);

    public static final InstanceRequestTopic<WatchReply, WatchedReply> WATCH =
            new InstanceRequestTopic<>("watch", WatchReply.class, WatchedReply.class);
    public static final InstanceTopic<UnwatchReply> UNWATCH = new InstanceTopic<>("unwatch", UnwatchReply.class);
    public static final InstanceTopic<Acked> ACKED = new InstanceTopic<>("acked", Acked.class);
    public static final InstanceTopic<StopReply> STOP_REPLY = new InstanceTopic<>("stop", StopReply.class);

    // llm -> the chat verticle that watches
    public static final InstanceTopic<ReplyDelta> DELTAS = new InstanceTopic<>("deltas", ReplyDelta.class);
    public static final InstanceTopic<ReplyProgress> PROGRESS = new InstanceTopic<>("progress", ReplyProgress.class);

    private Topics() {}

    /** The partition of a room's storage questions, the same in every JVM. */
    public static int partitionOf(RoomKey room) {
        return Math.floorMod(room.hashCode(), PARTITIONS);
    }

    /** An LLM verticle's own address. */
    public static String llmInstance(String node, int instance) {
        return "verbatim.llm." + node + '.' + instance;
    }

    /**
     * The other LLM verticles of an instance's node, beginning with the one after it.
     *
     * @param instance its own address
     * @param instances how many the node has
     */
    public static List<String> siblings(String instance, int instances) {
        int dot = instance.lastIndexOf('.');
        String node = instance.substring(0, dot + 1);
        int own = Integer.parseInt(instance.substring(dot + 1));
        return IntStream.range(1, instances)
                .mapToObj(step -> node + (own + step) % instances)
                .toList();
    }

    /** A chat verticle's own address. */
    public static String chatInstance(String node, int instance) {
        return "verbatim.chat." + node + '.' + instance;
    }
}
