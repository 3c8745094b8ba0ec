package dev.verbatim.chat.api;

import dev.verbatim.chat.session.Posts;
import dev.verbatim.contract.Accepted;
import dev.verbatim.contract.EditMessage;
import dev.verbatim.contract.Regenerate;
import dev.verbatim.contract.RoomAction;
import dev.verbatim.contract.RoomKey;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Below {@code /api/rooms/:id/messages}: another text for a message, another answer to its question. */
final class RevisionDoor {
    private static final int MAX_NAME = 128;
    private static final Set<String> OF_EDITS = Set.of("text", "clientId", "reply");
    private static final Set<String> OF_ANSWERS = Set.of("clientId", "model");

    private final Callers callers;
    private final Posts posts;
    private final int maxTextChars;

    RevisionDoor(Callers callers, Posts posts, int maxTextChars) {
        this.callers = callers;
        this.posts = posts;
        this.maxTextChars = maxTextChars;
    }

    void mount(Router router) {
        router.patch("/api/rooms/:id/messages/:message")
                .handler(context -> Responses.orProblem(context, edit(context)));
        router.post("/api/rooms/:id/messages/:message/regenerate")
                .handler(context -> Responses.orProblem(context, regenerate(context)));
    }

    private Future<Accepted> edit(RoutingContext context) {
        return callers.callerOf(context, RoomAction.EDIT_OWN).compose(caller -> edit(context, edit(context, caller)));
    }

    private Future<Accepted> edit(RoutingContext context, EditMessage edit) {
        return posts.edit(edit).onSuccess(accepted -> answer(context, edit.room(), edit.clientId(), accepted));
    }

    private EditMessage edit(RoutingContext context, RoomCaller caller) {
        RequestBody body = RequestBody.of(context, OF_EDITS);
        String text = body.visibleText("text", maxTextChars);
        if (text == null) {
            throw RequestBody.bad("text", "is missing");
        }
        UUID message = MessageDoor.messageOf(context);
        String clientId = orNew(body.named("clientId", MAX_NAME));
        return new EditMessage(caller.room(), caller.author(), message, text, clientId, body.flag("reply", true));
    }

    private Future<Accepted> regenerate(RoutingContext context) {
        return callers.callerOf(context, RoomAction.REGENERATE_OWN)
                .compose(caller -> regenerate(context, wish(context, caller)));
    }

    private Future<Accepted> regenerate(RoutingContext context, Regenerate wish) {
        return posts.regenerate(wish).onSuccess(accepted -> answer(context, wish.room(), wish.clientId(), accepted));
    }

    /** All of the body may be left out, and so may the body. */
    private static Regenerate wish(RoutingContext context, RoomCaller caller) {
        UUID message = MessageDoor.messageOf(context);
        if (context.body().length() <= 0) {
            return new Regenerate(caller.room(), caller.author(), message, orNew(null), null);
        }
        RequestBody body = RequestBody.of(context, OF_ANSWERS);
        String clientId = orNew(body.named("clientId", MAX_NAME));
        return new Regenerate(caller.room(), caller.author(), message, clientId, body.named("model", MAX_NAME));
    }

    private static void answer(RoutingContext context, RoomKey room, String clientId, Accepted accepted) {
        Responses.json(
                context,
                accepted.reply() == null ? Responses.OK : Responses.ACCEPTED,
                RoomAnswer.sent(room.roomId(), clientId, accepted));
    }

    private static String orNew(@Nullable String clientId) {
        return clientId == null ? UUID.randomUUID().toString() : clientId;
    }
}
