package dev.verbatim.chat.wire;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A client's frame whose fields are all there and of the right form; whether it is allowed is for its session to say. */
public sealed interface ClientFrame {
    /** Which of the records it is. */
    EventKind kind();

    /** The room that it is about; null: none. */
    default @Nullable String roomId() {
        return null;
    }

    /** @param token a JSON Web Token */
    record Auth(String token) implements ClientFrame {
        @Override
        public EventKind kind() {
            return EventKind.AUTH;
        }

        @Override
        public String toString() {
            return "Auth[token=***]";
        }
    }

    /**
     * Wants to follow a room.
     *
     * @param since the last seq that the client has
     * @param rev the last rev that the client has
     */
    record Join(
            String roomId, @Nullable Long since, @Nullable Long rev) implements ClientFrame {
        @Override
        public EventKind kind() {
            return EventKind.JOIN;
        }
    }

    /** Wants to follow a room no longer. */
    record Leave(String roomId) implements ClientFrame {
        @Override
        public EventKind kind() {
            return EventKind.LEAVE;
        }
    }

    /**
     * Says something in a room.
     *
     * @param clientId null: the sender does not mean to repeat it
     * @param model null: the room's
     * @param reply whether a model shall answer
     */
    record Send(
            String roomId,
            String text,
            @Nullable String clientId,
            @Nullable String model,
            boolean reply) implements ClientFrame {
        @Override
        public EventKind kind() {
            return EventKind.SEND;
        }
    }

    /**
     * Gives a message of one's own another text.
     *
     * @param clientId null: the sender does not mean to repeat it
     * @param reply whether its answer, the last thing said, may be asked for anew
     */
    record Edit(
            String roomId,
            UUID messageId,
            String text,
            @Nullable String clientId,
            boolean reply) implements ClientFrame {
        @Override
        public EventKind kind() {
            return EventKind.EDIT;
        }
    }

    /**
     * Wants another answer in the place of this one.
     *
     * @param clientId null: the sender does not mean to repeat it
     * @param model null: the room's
     */
    record Regenerate(
            String roomId,
            UUID messageId,
            @Nullable String clientId,
            @Nullable String model) implements ClientFrame {
        @Override
        public EventKind kind() {
            return EventKind.REGENERATE;
        }
    }

    /** Wants a reply to end now. */
    record Stop(String roomId, UUID messageId) implements ClientFrame {
        @Override
        public EventKind kind() {
            return EventKind.STOP;
        }
    }

    /** Wants older messages: those with a seq below {@code before}, at most {@code limit} of them. */
    record History(String roomId, long before, int limit) implements ClientFrame {
        @Override
        public EventKind kind() {
            return EventKind.HISTORY;
        }
    }

    /** Has read a room up to here. */
    record Read(String roomId, long seq) implements ClientFrame {
        @Override
        public EventKind kind() {
            return EventKind.READ;
        }
    }

    /** Is writing in a room. */
    record Typing(String roomId) implements ClientFrame {
        @Override
        public EventKind kind() {
            return EventKind.TYPING;
        }
    }

    /** Wants to hear that the server is there. */
    record Ping() implements ClientFrame {
        @Override
        public EventKind kind() {
            return EventKind.PING;
        }
    }

    /** Ends the connection. */
    record Logout() implements ClientFrame {
        @Override
        public EventKind kind() {
            return EventKind.LOGOUT;
        }
    }
}
