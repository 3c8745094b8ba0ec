package dev.verbatim.chat.session;

import dev.verbatim.chat.connection.Outbound;
import dev.verbatim.chat.wire.Answers;
import dev.verbatim.chat.wire.ClientFrame;
import dev.verbatim.contract.Accepted;
import dev.verbatim.contract.Author;
import dev.verbatim.contract.EditMessage;
import dev.verbatim.contract.Regenerate;
import dev.verbatim.contract.RoomKey;
import io.vertx.core.Future;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a session says anew. {@code sent} names the question and, where one is awaited, its answer; the room may hear of it before. */
final class Revisions {
    private final Posts posts;
    private final Outbound outbound;

    Revisions(Posts posts, Outbound outbound) {
        this.posts = posts;
        this.outbound = outbound;
    }

    /** Edits a message; the answer goes out by itself. */
    void edit(Author author, RoomKey room, ClientFrame.Edit frame, @Nullable String ref) {
        String clientId = orNew(frame.clientId());
        EditMessage edit = new EditMessage(room, author, frame.messageId(), frame.text(), clientId, frame.reply());
        answer(posts.edit(edit), room, frame.messageId(), clientId, ref);
    }

    /** Asks for another answer; the answer goes out by itself. */
    void regenerate(Author author, RoomKey room, ClientFrame.Regenerate frame, @Nullable String ref) {
        String clientId = orNew(frame.clientId());
        Regenerate regenerate = new Regenerate(room, author, frame.messageId(), clientId, frame.model());
        answer(posts.regenerate(regenerate), room, frame.messageId(), clientId, ref);
    }

    private void answer(Future<Accepted> done, RoomKey room, UUID messageId, String clientId, @Nullable String ref) {
        done.onComplete(
                accepted -> outbound.frame(Answers.sent(ref, room.roomId(), clientId, accepted)),
                cause -> outbound.frame(Answers.error(ref, Failures.logged(cause), room.roomId(), messageId)));
    }

    private static String orNew(@Nullable String clientId) {
        return clientId == null ? UUID.randomUUID().toString() : clientId;
    }
}
