package dev.verbatim.chat.api;

import dev.verbatim.chat.audit.AuditEvent;
import dev.verbatim.chat.auth.Identity;
import dev.verbatim.chat.auth.Scope;
import dev.verbatim.chat.room.StorageQuestions;
import dev.verbatim.contract.ChangeRoom;
import dev.verbatim.contract.CreateRoom;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.ReadRoom;
import dev.verbatim.contract.ReadRooms;
import dev.verbatim.contract.RemoveRoom;
import dev.verbatim.contract.RemovedRoom;
import dev.verbatim.contract.Room;
import dev.verbatim.contract.RoomAction;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.RoomPage;
import dev.verbatim.contract.StopReply;
import dev.verbatim.contract.StopRequest;
import dev.verbatim.contract.Topics;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code /api/rooms}: rooms are made, listed, read, changed and removed. */
final class RoomDoor {
    private static final int PAGE = 50;
    private static final int MAX_PAGE = 200;

    private final Callers callers;
    private final StorageQuestions storage;
    private final MessageBus bus;

    RoomDoor(Callers callers, StorageQuestions storage, MessageBus bus) {
        this.callers = callers;
        this.storage = storage;
        this.bus = bus;
    }

    void mount(Router router) {
        router.post("/api/rooms").handler(context -> Responses.orProblem(context, create(context)));
        router.get("/api/rooms").handler(context -> Responses.orProblem(context, list(context)));
        router.get("/api/rooms/:id").handler(context -> Responses.orProblem(context, read(context)));
        router.patch("/api/rooms/:id").handler(context -> Responses.orProblem(context, change(context)));
        router.delete("/api/rooms/:id").handler(context -> Responses.orProblem(context, remove(context)));
    }

    private Future<Room> create(RoutingContext context) {
        return callers.callerOf(context, Scope.ROOMS_WRITE)
                .compose(caller -> create(context, caller))
                .onSuccess(room -> created(context, room));
    }

    private Future<Room> create(RoutingContext context, Identity caller) {
        return create(caller, RoomForm.ofNew(context)).onSuccess(room -> {
            String visibility = room.details().visibility().wire();
            callers.audit(context, AuditEvent.ROOM_CREATED, new RoomCaller(caller, room.key()), visibility);
        });
    }

    private Future<Room> create(Identity caller, RoomForm form) {
        String id = form.idOrNew();
        if (!caller.mayEnter(id)) {
            throw new Failure(FailureCode.FORBIDDEN, "This token is for other rooms.");
        }
        RoomKey room = new RoomKey(caller.tenant(), id);
        return storage.ask(Topics.CREATE_ROOM, room, new CreateRoom(room, caller.author(), form.details(id)));
    }

    private static void created(RoutingContext context, Room room) {
        context.response().putHeader("Location", "/api/rooms/" + room.key().roomId());
        Responses.json(context, Responses.CREATED, RoomAnswer.room(room));
    }

    private Future<RoomPage> list(RoutingContext context) {
        return callers.callerOf(context, Scope.ROOMS_READ)
                .compose(caller -> list(context, caller))
                .onSuccess(page -> Responses.json(context, Responses.OK, RoomAnswer.rooms(page)));
    }

    private Future<RoomPage> list(RoutingContext context, Identity caller) {
        @Nullable String after = QueryNumbers.word(context.queryParams(), "after");
        int limit = QueryNumbers.limit(context.queryParams(), PAGE, MAX_PAGE);
        List<String> only = caller.rooms() == null ? List.of() : List.copyOf(caller.rooms());
        return caller.rooms() != null && only.isEmpty()
                ? Future.succeededFuture(new RoomPage(List.of(), false))
                : storage.rooms(
                        new ReadRooms(caller.tenant(), caller.author(), after == null ? "" : after, limit, only));
    }

    private Future<Room> read(RoutingContext context) {
        return callers.callerOf(context, RoomAction.SEE)
                .compose(
                        caller -> storage.ask(Topics.ROOM, caller.room(), new ReadRoom(caller.room(), caller.author())))
                .onSuccess(room -> Responses.json(context, Responses.OK, RoomAnswer.room(room)));
    }

    private Future<Room> change(RoutingContext context) {
        return callers.callerOf(context, RoomAction.CHANGE)
                .compose(caller -> change(context, caller, RoomForm.ofChange(context)))
                .onSuccess(room -> Responses.json(context, Responses.OK, RoomAnswer.room(room)));
    }

    private Future<Room> change(RoutingContext context, RoomCaller caller, RoomForm form) {
        RoomKey room = caller.room();
        ChangeRoom change = new ChangeRoom(room, caller.author(), form.details(room.roomId()), form.fields());
        String fields = form.fields().stream().sorted().collect(Collectors.joining(" "));
        return storage.ask(Topics.CHANGE_ROOM, room, change)
                .onSuccess(changed -> callers.audit(context, AuditEvent.ROOM_CHANGED, caller, fields));
    }

    private Future<RemovedRoom> remove(RoutingContext context) {
        return callers.callerOf(context, RoomAction.DELETE)
                .compose(caller -> remove(context, caller))
                .onSuccess(removed -> Responses.done(context));
    }

    /** The wish to stop its replies is written; telling their owners only makes it sooner. */
    private Future<RemovedRoom> remove(RoutingContext context, RoomCaller caller) {
        String userId = caller.author().userId();
        return storage.ask(Topics.REMOVE_ROOM, caller.room(), new RemoveRoom(caller.room(), caller.author()))
                .onSuccess(removed -> callers.audit(context, AuditEvent.ROOM_REMOVED, caller, ""))
                .onSuccess(removed -> removed.running()
                        .forEach(reply -> bus.send(
                                Topics.STOP_REPLY.at(reply.owner()),
                                new StopReply(new StopRequest(reply.replyId(), userId)))));
    }
}
