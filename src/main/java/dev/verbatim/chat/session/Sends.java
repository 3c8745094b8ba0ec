package dev.verbatim.chat.session;

import dev.verbatim.chat.connection.Outbound;
import dev.verbatim.chat.wire.Answers;
import dev.verbatim.chat.wire.ClientFrame;
import dev.verbatim.chat.wire.Frame;
import dev.verbatim.contract.AcceptMessage;
import dev.verbatim.contract.Accepted;
import dev.verbatim.contract.Author;
import dev.verbatim.contract.MessagePosted;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.Tracing;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One session's messages on their way into rooms: a place for the reply first, then the commit, then {@code sent}, then the reply.
 *
 * <p>Messages are committed in the order in which the client sent them. The bus may bring a message back before its commit is
 * answered: then the session's frames wait for {@code sent}.
 */
final class Sends {
    private record Key(RoomKey room, String clientId) {}

    private final Posts posts;
    private final Outbound outbound;
    private final Map<Key, Integer> underway = new HashMap<>();
    private final Set<Key> holding = new HashSet<>();
    private Future<Void> lastAsked = Future.succeededFuture();

    Sends(Posts posts, Outbound outbound) {
        this.posts = posts;
        this.outbound = outbound;
    }

    /** Sends a message to a room that was joined; the answer goes out by itself. */
    void send(Author author, RoomKey room, ClientFrame.Send frame, @Nullable String ref) {
        String clientId = frame.clientId() == null ? UUID.randomUUID().toString() : frame.clientId();
        AcceptMessage question = new AcceptMessage(room, author, frame.text(), clientId, frame.model(), frame.reply());
        Key key = new Key(room, clientId);
        underway.merge(key, 1, Integer::sum);
        Tracing.Span walk = posts.walk("send");
        inOrder(walk.within(() -> posts.reserve(room, frame.reply(), frame.model())), question, walk)
                .onComplete(accepted -> walk.end(null), walk::end)
                .onComplete(
                        accepted -> answer(key, Answers.sent(ref, room.roomId(), clientId, accepted)),
                        cause -> answer(key, Answers.error(ref, Failures.logged(cause), room.roomId(), null)));
    }

    /** A message is about to go to this session; if it is its own and not acknowledged, it waits. */
    void beforeMessage(MessagePosted posted) {
        String clientId = posted.message().clientId();
        if (underway.isEmpty() || clientId == null) {
            return;
        }
        Key key = new Key(posted.room(), clientId);
        if (underway.containsKey(key) && holding.add(key)) {
            outbound.hold();
        }
    }

    /** Places may come back in any order; storage is asked in the client's. */
    private Future<Accepted> inOrder(Future<ReservedPlace> place, AcceptMessage question, Tracing.Span walk) {
        Future<ReservedPlace> inTurn = lastAsked.compose(turn -> place);
        Future<Accepted> accepted = inTurn.compose(found -> walk.within(() -> posts.accept(found, question)));
        lastAsked = inTurn.transform(asked -> Future.succeededFuture());
        return accepted;
    }

    private void answer(Key key, Frame frame) {
        underway.computeIfPresent(key, (same, count) -> count == 1 ? null : count - 1);
        if (!holding.remove(key)) {
            outbound.frame(frame);
            return;
        }
        outbound.urgent(frame);
        if (holding.isEmpty()) {
            outbound.release();
        }
    }
}
