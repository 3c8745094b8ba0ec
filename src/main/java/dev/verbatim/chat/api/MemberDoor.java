package dev.verbatim.chat.api;

import dev.verbatim.chat.auth.Identity;
import dev.verbatim.chat.room.StorageQuestions;
import dev.verbatim.contract.Member;
import dev.verbatim.contract.MemberRole;
import dev.verbatim.contract.ReadMembers;
import dev.verbatim.contract.RemoveMember;
import dev.verbatim.contract.RoomAction;
import dev.verbatim.contract.RoomMembers;
import dev.verbatim.contract.SetMember;
import dev.verbatim.contract.Topics;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/** {@code /api/rooms/:id/members}: who belongs to a room, and as what. */
final class MemberDoor {
    private static final int MAX_NAME = 128;
    private static final String ROLE = "role";
    private static final String NAME = "name";
    private static final Set<String> KNOWN = Set.of(ROLE, NAME);

    private final Callers callers;
    private final StorageQuestions storage;

    MemberDoor(Callers callers, StorageQuestions storage) {
        this.callers = callers;
        this.storage = storage;
    }

    void mount(Router router) {
        router.get("/api/rooms/:id/members").handler(context -> Responses.orProblem(context, list(context)));
        router.put("/api/rooms/:id/members/:user").handler(context -> Responses.orProblem(context, set(context)));
        router.delete("/api/rooms/:id/members/:user").handler(context -> Responses.orProblem(context, remove(context)));
    }

    private Future<RoomMembers> list(RoutingContext context) {
        return callers.callerOf(context, RoomAction.SEE)
                .compose(caller ->
                        storage.ask(Topics.MEMBERS, caller.room(), new ReadMembers(caller.room(), caller.author())))
                .onSuccess(members -> Responses.json(context, Responses.OK, RoomAnswer.members(members)));
    }

    private Future<Member> set(RoutingContext context) {
        return callers.callerOf(context, RoomAction.SET_MEMBER)
                .compose(caller -> storage.ask(Topics.SET_MEMBER, caller.room(), wish(context, caller)))
                .onSuccess(member -> Responses.json(context, Responses.OK, RoomAnswer.member(member)));
    }

    private static SetMember wish(RoutingContext context, RoomCaller caller) {
        RequestBody body = RequestBody.of(context, KNOWN);
        MemberRole role = body.constant(ROLE, MemberRole.class);
        if (role == null) {
            throw RequestBody.bad(ROLE, "is missing");
        }
        String userId = userOf(context);
        if (!Identity.isUserId(userId)) {
            throw RequestBody.bad("user", "must be one that a token can name");
        }
        return new SetMember(caller.room(), caller.author(), userId, body.shownName(NAME, MAX_NAME), role);
    }

    private Future<Member> remove(RoutingContext context) {
        return callers.callerOf(context, RoomAction.REMOVE_MEMBER)
                .compose(caller -> storage.ask(
                        Topics.REMOVE_MEMBER,
                        caller.room(),
                        new RemoveMember(caller.room(), caller.author(), userOf(context))))
                .onSuccess(member -> Responses.done(context));
    }

    /** The user that the address names ({@code :user}). */
    static String userOf(RoutingContext context) {
        String userId = context.pathParam("user");
        boolean sound = !userId.isBlank()
                && userId.length() <= MAX_NAME
                && userId.strip().equals(userId)
                && userId.chars().noneMatch(Character::isISOControl);
        if (!sound) {
            throw RequestBody.bad("user", "must be 1 to " + MAX_NAME + " visible characters");
        }
        return userId;
    }
}
