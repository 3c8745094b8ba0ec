package dev.verbatim.chat.api;

import dev.verbatim.chat.audit.AuditEvent;
import dev.verbatim.chat.room.StorageQuestions;
import dev.verbatim.chat.session.Posts;
import dev.verbatim.contract.AcceptMessage;
import dev.verbatim.contract.Accepted;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.JoinRoom;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.ReadContext;
import dev.verbatim.contract.ReadHistory;
import dev.verbatim.contract.RemoveMessage;
import dev.verbatim.contract.RemovedMessage;
import dev.verbatim.contract.ReplyContext;
import dev.verbatim.contract.ReplyState;
import dev.verbatim.contract.RequestStop;
import dev.verbatim.contract.RoomAction;
import dev.verbatim.contract.StopRecorded;
import dev.verbatim.contract.StopReply;
import dev.verbatim.contract.StopRequest;
import dev.verbatim.contract.Topics;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/rooms/:id/messages}: messages for programs that hold no connection. A page back, what was missed, what the model saw, a word said,
 * an answer stopped.
 */
final class MessageDoor {
    private static final int PAGE = 50;
    private static final int MAX_PAGE = 200;
    private static final int MAX_NAME = 128;
    private static final int UUID_LENGTH = 36;
    private static final Set<String> KNOWN = Set.of("text", "clientId", "model", "reply");

    private final Callers callers;
    private final StorageQuestions storage;
    private final Posts posts;
    private final MessageBus bus;
    private final int maxTextChars;

    MessageDoor(Callers callers, StorageQuestions storage, Posts posts, MessageBus bus, int maxTextChars) {
        this.callers = callers;
        this.storage = storage;
        this.posts = posts;
        this.bus = bus;
        this.maxTextChars = maxTextChars;
    }

    void mount(Router router) {
        router.get("/api/rooms/:id/messages").handler(context -> Responses.orProblem(context, read(context)));
        router.post("/api/rooms/:id/messages").handler(context -> Responses.orProblem(context, send(context)));
        router.delete("/api/rooms/:id/messages/:message")
                .handler(context -> Responses.orProblem(context, remove(context)));
        router.get("/api/rooms/:id/messages/:message/context")
                .handler(context -> Responses.orProblem(context, shown(context)));
        router.post("/api/rooms/:id/messages/:message/stop")
                .handler(context -> Responses.orProblem(context, stop(context)));
    }

    private Future<?> read(RoutingContext context) {
        return callers.callerOf(context, RoomAction.READ).compose(caller -> read(context, caller));
    }

    private Future<?> read(RoutingContext context, RoomCaller caller) {
        MultiMap query = context.queryParams();
        Long since = QueryNumbers.number(query, "since", 0, Long.MAX_VALUE);
        Long rev = QueryNumbers.number(query, "rev", 0, Long.MAX_VALUE);
        return since == null && rev == null ? history(context, caller, query) : missed(context, caller, since, rev);
    }

    private Future<?> history(RoutingContext context, RoomCaller caller, MultiMap query) {
        Long before = QueryNumbers.number(query, "before", 1, Long.MAX_VALUE);
        int limit = QueryNumbers.limit(query, PAGE, MAX_PAGE);
        ReadHistory question =
                new ReadHistory(caller.room(), caller.author(), before == null ? Long.MAX_VALUE : before, limit);
        String roomId = caller.room().roomId();
        return storage.history(question)
                .onSuccess(page -> Responses.json(context, Responses.OK, RoomAnswer.history(roomId, page)));
    }

    private Future<?> missed(RoutingContext context, RoomCaller caller, @Nullable Long since, @Nullable Long rev) {
        String roomId = caller.room().roomId();
        return storage.join(new JoinRoom(caller.room(), caller.author(), since, rev, false))
                .onSuccess(room -> Responses.json(context, Responses.OK, RoomAnswer.missed(roomId, room)));
    }

    private Future<Accepted> send(RoutingContext context) {
        return callers.callerOf(context, RoomAction.SEND).compose(caller -> send(context, message(context, caller)));
    }

    private Future<Accepted> send(RoutingContext context, AcceptMessage message) {
        String roomId = message.room().roomId();
        return posts.post(message)
                .onSuccess(accepted -> Responses.json(
                        context,
                        accepted.reply() == null ? Responses.CREATED : Responses.ACCEPTED,
                        RoomAnswer.sent(roomId, message.clientId(), accepted)));
    }

    private AcceptMessage message(RoutingContext context, RoomCaller caller) {
        RequestBody body = RequestBody.of(context, KNOWN);
        String text = body.visibleText("text", maxTextChars);
        if (text == null) {
            throw RequestBody.bad("text", "is missing");
        }
        String clientId = body.named("clientId", MAX_NAME);
        return new AcceptMessage(
                caller.room(),
                caller.author(),
                text,
                clientId == null ? UUID.randomUUID().toString() : clientId,
                body.named("model", MAX_NAME),
                body.flag("reply", true));
    }

    private Future<RemovedMessage> remove(RoutingContext context) {
        return callers.callerOf(context, RoomAction.REMOVE_OWN)
                .compose(caller -> remove(context, caller, messageOf(context)))
                .onSuccess(removed -> Responses.done(context));
    }

    private Future<RemovedMessage> remove(RoutingContext context, RoomCaller caller, UUID messageId) {
        RemoveMessage removal = new RemoveMessage(caller.room(), caller.author(), messageId);
        return storage.ask(Topics.REMOVE_MESSAGE, caller.room(), removal)
                .onSuccess(removed -> callers.audit(context, AuditEvent.MESSAGE_REMOVED, caller, messageId.toString()));
    }

    private Future<ReplyContext> shown(RoutingContext context) {
        return callers.callerOf(context, RoomAction.READ)
                .compose(caller -> storage.ask(
                        Topics.CONTEXT,
                        caller.room(),
                        new ReadContext(caller.room(), caller.author(), messageOf(context))))
                .onSuccess(shown -> Responses.json(context, Responses.OK, ContextAnswer.of(shown)));
    }

    private Future<StopRecorded> stop(RoutingContext context) {
        return callers.callerOf(context, RoomAction.STOP)
                .compose(caller -> stop(caller, messageOf(context)))
                .onSuccess(recorded -> Responses.json(context, Responses.ACCEPTED, stopped(recorded)));
    }

    private Future<StopRecorded> stop(RoomCaller caller, UUID replyId) {
        String userId = caller.author().userId();
        return storage.stop(new RequestStop(caller.room(), replyId, caller.author()))
                .onSuccess(recorded -> tell(recorded.owner(), new StopRequest(replyId, userId)));
    }

    private void tell(@Nullable String owner, StopRequest request) {
        if (owner != null) {
            bus.send(Topics.STOP_REPLY.at(owner), new StopReply(request));
        }
    }

    private static String stopped(StopRecorded recorded) {
        String state = recorded.state() == ReplyState.ENDED ? "already_ended" : "stopping";
        return new JsonObject().put("state", state).encode();
    }

    /** The message that the address names. */
    static UUID messageOf(RoutingContext context) {
        String id = context.pathParam("message");
        try {
            if (id.length() == UUID_LENGTH) {
                return UUID.fromString(id);
            }
        } catch (IllegalArgumentException e) {
            throw noMessage();
        }
        throw noMessage();
    }

    private static Failure noMessage() {
        return new Failure(FailureCode.NOT_FOUND, "There is no such message.");
    }
}
