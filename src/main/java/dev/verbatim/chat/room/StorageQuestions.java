package dev.verbatim.chat.room;

import dev.verbatim.contract.AcceptMessage;
import dev.verbatim.contract.Accepted;
import dev.verbatim.contract.EraseUser;
import dev.verbatim.contract.ErasedPiece;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.HistoryPage;
import dev.verbatim.contract.JoinRoom;
import dev.verbatim.contract.MarkRead;
import dev.verbatim.contract.MarksMoved;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.ReadChanges;
import dev.verbatim.contract.ReadHistory;
import dev.verbatim.contract.ReadReaders;
import dev.verbatim.contract.ReadRevs;
import dev.verbatim.contract.ReadRooms;
import dev.verbatim.contract.Readers;
import dev.verbatim.contract.RequestStop;
import dev.verbatim.contract.RequestTopic;
import dev.verbatim.contract.RoomChanges;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.RoomPage;
import dev.verbatim.contract.RoomRevs;
import dev.verbatim.contract.RoomSnapshot;
import dev.verbatim.contract.StopRecorded;
import dev.verbatim.contract.Topics;
import io.vertx.core.Future;

/**
 * What chat asks storage, each with one deadline. {@code storage_unavailable} always says when to try again; the question may or may
 * not have been done.
 */
public final class StorageQuestions {
    private static final long RETRY_AFTER_MS = 1000;

    private final MessageBus bus;
    private final long timeoutMs;

    /**
     * Questions over this bus.
     *
     * @param timeoutMs the deadline of each
     */
    public StorageQuestions(MessageBus bus, long timeoutMs) {
        this.bus = bus;
        this.timeoutMs = timeoutMs;
    }

    /** Commits a message. */
    public Future<Accepted> accept(AcceptMessage question) {
        return ask(Topics.ACCEPT, question.room(), question);
    }

    /** Writes the wish to stop a reply. */
    public Future<StopRecorded> stop(RequestStop question) {
        return ask(Topics.STOP, question.room(), question);
    }

    /** Reads a page of older messages. */
    public Future<HistoryPage> history(ReadHistory question) {
        return ask(Topics.HISTORY, question.room(), question);
    }

    /** Reads a room as it stands. */
    public Future<RoomSnapshot> join(JoinRoom question) {
        return ask(Topics.JOIN, question.room(), question);
    }

    /** Reads who of some people may read a room. */
    public Future<Readers> readers(ReadReaders question) {
        return ask(Topics.READERS, question.room(), question);
    }

    /** Reads what a room went through since a rev. */
    public Future<RoomChanges> changes(ReadChanges question) {
        return ask(Topics.CHANGES, question.room(), question);
    }

    /** Reads the revs of many rooms. */
    public Future<RoomRevs> revs(ReadRevs question) {
        return bus.request(Topics.REVS, question, timeoutMs);
    }

    /** Has people's marks moved forward. */
    public Future<MarksMoved> mark(MarkRead question) {
        return bus.request(Topics.MARK_READ, question, timeoutMs);
    }

    /** Reads a page of the rooms that somebody may see. */
    public Future<RoomPage> rooms(ReadRooms question) {
        return bus.request(Topics.LIST_ROOMS, question, timeoutMs).recover(StorageQuestions::withPatience);
    }

    /** Erases a piece of an account. */
    public Future<ErasedPiece> erase(EraseUser question) {
        return bus.request(Topics.ERASE_USER, question, timeoutMs).recover(StorageQuestions::withPatience);
    }

    /** Asks whatever concerns one room. */
    public <Q, A> Future<A> ask(RequestTopic<Q, A> topic, RoomKey room, Q question) {
        return bus.request(topic.of(room), question, timeoutMs).recover(StorageQuestions::withPatience);
    }

    private static <A> Future<A> withPatience(Throwable cause) {
        Failure failure = Failure.of(cause);
        if (failure.code() == FailureCode.STORAGE_UNAVAILABLE && failure.retryAfterMs() == 0) {
            return Future.failedFuture(
                    new Failure(failure.code(), "The database cannot be reached now.", RETRY_AFTER_MS));
        }
        return Future.failedFuture(failure);
    }
}
