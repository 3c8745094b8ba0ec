package dev.verbatim.chat.session;

import dev.verbatim.chat.audit.AuditEvent;
import dev.verbatim.chat.auth.Identity;
import dev.verbatim.chat.connection.Connection;
import dev.verbatim.chat.connection.FrameRate.Verdict;
import dev.verbatim.chat.connection.Outbound;
import dev.verbatim.chat.connection.Pace;
import dev.verbatim.chat.room.Viewer;
import dev.verbatim.chat.wire.Answers;
import dev.verbatim.chat.wire.ClientFrame;
import dev.verbatim.chat.wire.CloseCode;
import dev.verbatim.chat.wire.FrameReader;
import dev.verbatim.chat.wire.Received;
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
    private static final long CLOSING_MS = 5000;

    private final Connection connection;
    private final SessionServices services;
    private final FrameReader reader;
    private final Outbound outbound;
    private final Pace pace;
    private final Arrival arrival;
    private final BearerFrames bearerFrames;
    private SessionState state;
    private long nowMs;

    /**
     * A session of a connection that is open.
     *
     * @param outbound what goes out over the connection
     * @param nowMs the monotonic clock, in milliseconds
     */
    Session(Outbound outbound, SessionServices services, FrameReader reader, Pace pace, long nowMs) {
        this.connection = outbound.connection();
        this.services = services;
        this.reader = reader;
        this.nowMs = nowMs;
        this.outbound = outbound;
        this.pace = pace;
        this.arrival = new Arrival(services.tokens());
        this.bearerFrames = new BearerFrames(services, this, connection::peer);
        this.state =
                new SessionState.Connected(nowMs + services.settings().auth().authTimeoutMs());
    }

    @Override
    public Outbound outbound() {
        return outbound;
    }

    @Override
    public Author author() {
        Identity who = state.identity();
        return who == null ? NOBODY : who.author();
    }

    @Override
    public void removed(RoomKey room, Failure reason) {
        bearerFrames.removed(room, reason);
    }

    @Override
    public void beforeMessage(MessagePosted posted) {
        if (author().userId().equals(posted.message().userId())) {
            bearerFrames.beforeOwnMessage(posted);
        }
    }

    /** Takes a text from the client. */
    void receive(String text, long atMs) {
        if (state.isOver()) {
            return;
        }
        nowMs = atMs;
        Verdict verdict = pace.count(atMs);
        if (verdict == Verdict.FLOOD) {
            audit(AuditEvent.FLOOD_CLOSED, "frames");
            close(CloseCode.FLOOD);
            return;
        }
        Received received = reader.read(text);
        if (verdict == Verdict.OVER) {
            audit(AuditEvent.RATE_LIMITED, "frames");
            refuse(received.ref(), new Failure(FailureCode.RATE_LIMITED, "Too many frames.", pace.waitMs(atMs)));
        } else if (received.refused() != null) {
            refuse(received.ref(), received.refused());
        } else if (received.frame() != null) {
            handle(received.frame(), received.ref());
        }
    }

    private void handle(ClientFrame frame, @Nullable String ref) {
        if (state.isOver()) {
            return;
        }
        try {
            inOrder(frame, ref);
        } catch (Failure failure) {
            refuse(ref, failure);
        }
    }

    private void inOrder(ClientFrame frame, @Nullable String ref) {
        if (arrival.isUnderway()) {
            arrival.afterwards(() -> handle(frame, ref));
        } else if (frame instanceof ClientFrame.Auth auth) {
            authenticate(auth.token(), ref);
        } else if (state instanceof SessionState.Authenticated somebody) {
            handle(somebody.identity(), frame, ref);
        } else {
            audit(AuditEvent.NO_TOKEN, "another frame");
            refuse(ref, new Failure(FailureCode.UNAUTHENTICATED, "The first frame is auth."));
            close(CloseCode.AUTH);
        }
    }

    private void handle(Identity who, ClientFrame frame, @Nullable String ref) {
        switch (frame.kind()) {
            case LOGOUT -> logout(who, ref);
            case PING -> outbound.frame(Answers.pong(ref));
            default -> bearerFrames.handle(who, frame, ref, () -> handle(frame, ref));
        }
    }

    /** Durable first; whatever comes of it, this connection ends, and until then nothing is done for it any more. */
    private void logout(Identity who, @Nullable String ref) {
        audit(AuditEvent.LOGGED_OUT, "frame");
        state = new SessionState.Leaving();
        bearerFrames.leaveAll();
        services.revoking().logout(who).onComplete(done -> close(CloseCode.AUTH), cause -> turnAway(cause, ref));
    }

    /** Ends it where its token was taken back. */
    void cutIfRevoked() {
        Identity who = state.identity();
        if (who != null && services.tokens().revoked().covers(who)) {
            audit(AuditEvent.CUT, "revoked");
            refuse(null, new Failure(FailureCode.UNAUTHENTICATED, "The token was taken back."));
            close(CloseCode.AUTH);
        }
    }

    /** Takes a token from a frame or from the handshake. */
    void authenticate(String token, @Nullable String ref) {
        arrival.bring(token, connection.peer(), identity -> admit(identity, ref), cause -> turnAway(cause, ref));
    }

    private void admit(Identity identity, @Nullable String ref) {
        if (state.isOver()) {
            return;
        }
        if (state instanceof SessionState.Authenticated somebody
                && !somebody.identity().isSamePerson(identity)) {
            refuse(ref, new Failure(FailureCode.FORBIDDEN, "This connection is another person's."));
            return;
        }
        state = new SessionState.Authenticated(identity);
        pace.isOf(identity.tenant(), identity.author().userId(), connection.peer());
        bearerFrames.keepTo(identity);
        outbound.frame(Answers.authenticated(
                ref, identity.author().userId(), identity.author().name(), identity.expiresAtMs()));
    }

    private void turnAway(Throwable cause, @Nullable String ref) {
        refuse(ref, Failures.logged(cause));
        close(CloseCode.AUTH);
    }

    private void refuse(@Nullable String ref, Failure failure) {
        outbound.frame(Answers.error(ref, failure));
    }

    private void audit(AuditEvent event, String rule) {
        services.audit(event, connection.peer(), state.identity(), rule);
    }

    /**
     * Looks at the clocks: no token in time, an expired one, a viewer that was too slow, a close that the transport did not finish.
     *
     * @param monotonicMs for durations
     * @param wallMs for the expiry of tokens, in milliseconds since 1970
     */
    void tick(long monotonicMs, long wallMs) {
        nowMs = monotonicMs;
        outbound.settle();
        if (state instanceof SessionState.Connected nobody && nobody.deadlineMs() <= nowMs) {
            audit(AuditEvent.NO_TOKEN, "in time");
            close(CloseCode.AUTH);
        } else if (state instanceof SessionState.Authenticated somebody) {
            tick(somebody, wallMs);
        } else if (state instanceof SessionState.Closed closed && closed.abortAtMs() <= monotonicMs) {
            connection.abort();
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
        outbound.frame(Answers.draining(reconnectAfterMs));
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
            bearerFrames.leaveAll();
        }
    }
}
