package dev.verbatim.chat.session;

import dev.verbatim.chat.auth.Identity;
import dev.verbatim.chat.connection.Connection;
import dev.verbatim.chat.connection.FrameRate;
import dev.verbatim.chat.connection.FrameRate.Verdict;
import dev.verbatim.chat.connection.Outbound;
import dev.verbatim.chat.room.Viewer;
import dev.verbatim.chat.wire.Answers;
import dev.verbatim.chat.wire.ClientFrame;
import dev.verbatim.chat.wire.CloseCode;
import dev.verbatim.chat.wire.EventKind;
import dev.verbatim.chat.wire.Frame;
import dev.verbatim.chat.wire.FrameReader;
import dev.verbatim.chat.wire.Received;
import dev.verbatim.config.ChatSettings;
import dev.verbatim.contract.Author;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.MessagePosted;
import dev.verbatim.contract.RoomKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client, from its connection to its close; see {@link SessionState}. A wrong frame is answered with a typed {@code error} and
 * changes nothing. On the verticle's event loop only; holds no timer of its own.
 */
public final class Session implements Viewer {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);
    private static final Author NOBODY = new Author("", "");
    private static final long DRAIN_RETRY_MS = 1000;
    private static final long CLOSING_MS = 5000;

    private final Connection connection;
    private final SessionServices services;
    private final FrameReader reader;
    private final Outbound outbound;
    private final FrameRate rate;
    private final Seats seats;
    private final Sends sends;
    private final RoomRequests requests;
    private SessionState state;
    private long nowMs;

    /**
     * A session of a connection that is open.
     *
     * @param nowMs the monotonic clock, in milliseconds
     */
    Session(Connection connection, SessionServices services, FrameReader reader, long nowMs) {
        ChatSettings settings = services.settings().chat();
        this.connection = connection;
        this.services = services;
        this.reader = reader;
        this.nowMs = nowMs;
        this.outbound = new Outbound(connection, settings.viewerSoftBytes(), settings.viewerHardBytes());
        this.rate = new FrameRate(settings.framesPerSecond(), nowMs);
        this.seats = new Seats(services.rooms(), this, settings.roomsPerConnection());
        this.sends = new Sends(services, outbound);
        this.requests = new RoomRequests(services, outbound);
        this.state =
                new SessionState.Connected(nowMs + services.settings().auth().authTimeoutMs());
    }

    @Override
    public Outbound outbound() {
        return outbound;
    }

    @Override
    public Author author() {
        return state instanceof SessionState.Authenticated somebody
                ? somebody.identity().author()
                : NOBODY;
    }

    @Override
    public void removed(RoomKey room, Failure reason) {
        seats.removed(room);
        answer(Answers.left(null, room.roomId()));
        answer(Answers.error(null, reason, room.roomId(), null));
    }

    @Override
    public void beforeMessage(MessagePosted posted) {
        if (state instanceof SessionState.Authenticated somebody
                && somebody.identity().author().userId().equals(posted.message().userId())) {
            sends.beforeMessage(posted);
        }
    }

    /** Takes a text from the client. */
    void receive(String text, long atMs) {
        if (state instanceof SessionState.Closed) {
            return;
        }
        nowMs = atMs;
        Verdict verdict = rate.count(atMs);
        if (verdict == Verdict.FLOOD) {
            LOG.info("flood closed peer={}", connection.peer());
            close(CloseCode.FLOOD);
            return;
        }
        Received received = reader.read(text);
        if (verdict == Verdict.OVER) {
            refuse(received.ref(), new Failure(FailureCode.RATE_LIMITED, "Too many frames.", rate.waitMs()));
        } else if (received.refused() != null) {
            refuse(received.ref(), received.refused());
        } else if (received.frame() != null) {
            handle(received.frame(), received.ref());
        }
    }

    private void handle(ClientFrame frame, @Nullable String ref) {
        if (state instanceof SessionState.Closed) {
            return;
        }
        if (frame instanceof ClientFrame.Auth auth) {
            authenticate(auth.token(), ref);
        } else if (state instanceof SessionState.Authenticated somebody) {
            try {
                inOrder(somebody.identity(), frame, ref);
            } catch (Failure failure) {
                refuse(ref, failure);
            }
        } else {
            refuse(ref, new Failure(FailureCode.UNAUTHENTICATED, "The first frame is auth."));
            close(CloseCode.AUTH);
        }
    }

    private void inOrder(Identity who, ClientFrame frame, @Nullable String ref) {
        String roomId = frame.roomId();
        if (roomId != null && seats.isEntering(who, roomId)) {
            seats.afterEntering(who, roomId, () -> handle(frame, ref));
        } else {
            handle(who, frame, ref);
        }
    }

    private void handle(Identity who, ClientFrame frame, @Nullable String ref) {
        if (frame instanceof ClientFrame.Send send) {
            requireService();
            sends.send(who.author(), seats.require(who, send.roomId()), send, ref);
        } else if (frame instanceof ClientFrame.Join join) {
            requireService();
            seats.join(who, join, services.settings().rooms().createOnJoin(), ref);
        } else if (frame instanceof ClientFrame.Leave leave) {
            seats.leave(who, leave.roomId());
            answer(Answers.left(ref, leave.roomId()));
        } else if (frame instanceof ClientFrame.Stop stop) {
            requests.stop(who.author(), seats.require(who, stop.roomId()), stop, ref);
        } else if (frame instanceof ClientFrame.History history) {
            requests.history(who.author(), seats.require(who, history.roomId()), history, ref);
        } else if (frame.kind() == EventKind.LOGOUT) {
            close(CloseCode.AUTH);
        } else {
            answer(Answers.pong(ref));
        }
    }

    private void requireService() {
        if (services.drain().isRefusing()) {
            throw new Failure(FailureCode.AT_CAPACITY, "This server is about to stop.", DRAIN_RETRY_MS);
        }
    }

    /** Takes a token from a frame or from the handshake. */
    void authenticate(String token, @Nullable String ref) {
        services.tokens().verify(token).onComplete(identity -> admit(identity, ref), cause -> turnAway(cause, ref));
    }

    private void admit(Identity identity, @Nullable String ref) {
        if (state instanceof SessionState.Closed) {
            return;
        }
        if (state instanceof SessionState.Authenticated somebody
                && !somebody.identity().isSamePerson(identity)) {
            refuse(ref, new Failure(FailureCode.FORBIDDEN, "This connection is another person's."));
            return;
        }
        state = new SessionState.Authenticated(identity);
        answer(Answers.authenticated(
                ref, identity.author().userId(), identity.author().name(), identity.expiresAtMs()));
    }

    private void turnAway(Throwable cause, @Nullable String ref) {
        LOG.info("token refused peer={}", connection.peer());
        refuse(ref, Failures.logged(cause));
        close(CloseCode.AUTH);
    }

    private void refuse(@Nullable String ref, Failure failure) {
        answer(Answers.error(ref, failure));
    }

    private void answer(Frame frame) {
        outbound.frame(frame);
    }

    /**
     * Looks at the clocks: no token in time, an expired one, a viewer that was too slow, a close that the transport did not finish.
     *
     * @param monotonicMs for durations
     * @param wallMs for the expiry of tokens, in milliseconds since 1970
     */
    void tick(long monotonicMs, long wallMs) {
        nowMs = monotonicMs;
        if (state instanceof SessionState.Connected nobody) {
            tick(nobody);
        } else if (state instanceof SessionState.Authenticated somebody) {
            tick(somebody, wallMs);
        } else if (state instanceof SessionState.Closed closed && closed.abortAtMs() <= monotonicMs) {
            connection.abort();
        }
    }

    private void tick(SessionState.Connected nobody) {
        if (nobody.deadlineMs() <= nowMs) {
            close(CloseCode.AUTH);
        }
    }

    private void tick(SessionState.Authenticated somebody, long wallMs) {
        if (outbound.isClosed()) {
            LOG.info("slow viewer closed peer={}", connection.peer());
            leave();
        } else if (somebody.identity().expiresAtMs() + services.tokens().leewayMs() <= wallMs) {
            refuse(null, new Failure(FailureCode.UNAUTHENTICATED, "The token has expired."));
            close(CloseCode.AUTH);
        }
    }

    /** Asks whether the client is still there, and ends a line on which nobody has answered. */
    void ping() {
        if (!(state instanceof SessionState.Closed) && !connection.ping()) {
            leave();
            connection.abort();
        }
    }

    /** Sends it away: this node is about to stop. */
    void drain(int reconnectAfterMs) {
        answer(Answers.draining(reconnectAfterMs));
        close(CloseCode.DRAINING);
    }

    /** Ends it with a code; its rooms are left at once. */
    void close(CloseCode code) {
        leave();
        connection.close(code);
    }

    /** The connection is gone, or is about to be: nothing of this session stays in any room. */
    void leave() {
        if (!(state instanceof SessionState.Closed)) {
            state = new SessionState.Closed(nowMs + CLOSING_MS);
            outbound.close();
            seats.leaveAll();
        }
    }
}
