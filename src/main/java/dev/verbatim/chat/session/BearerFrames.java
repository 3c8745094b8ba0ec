package dev.verbatim.chat.session;

import dev.verbatim.chat.audit.Actor;
import dev.verbatim.chat.audit.AuditEvent;
import dev.verbatim.chat.auth.Identity;
import dev.verbatim.chat.auth.Scope;
import dev.verbatim.chat.connection.Outbound;
import dev.verbatim.chat.room.People;
import dev.verbatim.chat.room.Viewer;
import dev.verbatim.chat.wire.Answers;
import dev.verbatim.chat.wire.ClientFrame;
import dev.verbatim.chat.wire.SetupFrames;
import dev.verbatim.contract.Author;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.MemberChanged;
import dev.verbatim.contract.MessagePosted;
import dev.verbatim.contract.ReadMark;
import dev.verbatim.contract.RoomChanged;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.Visibility;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the frames of one session do in rooms, once it is known whose they are: first whether the token is good for it, then in the client's
 * order. Fails with a {@link Failure} where a frame is refused at once; what is refused later is answered by itself.
 */
final class BearerFrames implements People.Line {
    private final SessionServices services;
    private final Outbound outbound;
    private final Seats seats;
    private final Sends sends;
    private final Revisions revisions;
    private final RoomRequests requests;
    private final Supplier<String> peer;
    private @Nullable Identity bearer;

    /**
     * What the frames of this viewer do.
     *
     * @param peer the client's address
     */
    BearerFrames(SessionServices services, Viewer viewer, Supplier<String> peer) {
        this.services = services;
        this.outbound = viewer.outbound();
        this.peer = peer;
        LargeAnswers answers = new LargeAnswers(outbound);
        int most = services.settings().chat().roomsPerConnection();
        this.seats = new Seats(services.rooms(), viewer, answers, most, this::made);
        this.sends = new Sends(services.posts(), outbound);
        this.revisions = new Revisions(services.posts(), outbound);
        this.requests = new RoomRequests(services, outbound, answers);
    }

    /**
     * Does what a frame asks for, or has it wait for a join that is under way.
     *
     * @param again does the same frame anew, looking at everything again
     */
    void handle(Identity who, ClientFrame frame, @Nullable String ref, Runnable again) {
        services.tokens().revoked().requireKnown();
        FrameScopes.check(who, frame);
        String roomId = frame.roomId();
        if (roomId != null && seats.isEntering(who, roomId)) {
            seats.afterEntering(who, roomId, again);
        } else {
            handle(who, frame, ref);
        }
    }

    private void handle(Identity who, ClientFrame frame, @Nullable String ref) {
        if (frame instanceof ClientFrame.Send send) {
            services.posts().requireService();
            sends.send(who.author(), seats.require(who, send.roomId()), send, ref);
        } else if (frame instanceof ClientFrame.Edit edit) {
            services.posts().requireService();
            revisions.edit(who.author(), seats.require(who, edit.roomId()), edit, ref);
        } else if (frame instanceof ClientFrame.Regenerate regenerate) {
            services.posts().requireService();
            revisions.regenerate(who.author(), seats.require(who, regenerate.roomId()), regenerate, ref);
        } else if (frame instanceof ClientFrame.Join join) {
            services.posts().requireService();
            boolean create = services.settings().rooms().createOnJoin() && who.may(Scope.ROOMS_WRITE);
            seats.join(who, join, create, ref);
        } else if (frame instanceof ClientFrame.Leave leave) {
            seats.leave(who, leave.roomId());
            outbound.frame(Answers.left(ref, leave.roomId()));
        } else {
            handleInRoom(who, frame, ref);
        }
    }

    /** What adds nothing to the room. */
    private void handleInRoom(Identity who, ClientFrame frame, @Nullable String ref) {
        if (frame instanceof ClientFrame.Stop stop) {
            requests.stop(who.author(), seats.require(who, stop.roomId()), stop, ref);
        } else if (frame instanceof ClientFrame.History history) {
            requests.history(who.author(), seats.require(who, history.roomId()), history, ref);
        } else if (frame instanceof ClientFrame.Read read) {
            RoomKey room = seats.require(who, read.roomId());
            services.rooms().read(room, who.author().userId(), read.seq());
        } else if (frame instanceof ClientFrame.Typing typing) {
            services.rooms().typing(seats.require(who, typing.roomId()), who.author());
        } else {
            throw new IllegalArgumentException("No frame of rooms: " + frame.kind());
        }
    }

    /** A message is about to go to its own sender. */
    void beforeOwnMessage(MessagePosted posted) {
        sends.beforeMessage(posted);
    }

    /** The room has taken this client out. */
    void removed(RoomKey room, Failure reason) {
        seats.leaveUnasked(room);
        outbound.frame(Answers.error(null, reason, room.roomId(), null));
    }

    /** From now on this token says where the client may be. */
    void keepTo(Identity identity) {
        seats.keepTo(identity);
        bearer = identity;
        services.rooms().people().add(identity.tenant(), identity.author().userId(), this);
    }

    /** Leaves every room, and hears of no other. */
    void leaveAll() {
        seats.leaveAll();
        if (bearer != null) {
            services.rooms().people().remove(bearer.tenant(), bearer.author().userId(), this);
            bearer = null;
        }
    }

    /** This client's person became something else in a room. Where the client looks at it, the room's own frames say so in their order. */
    @Override
    public void member(MemberChanged fact) {
        if (isListed(fact.room()) && !seats.isTaken(fact.room())) {
            outbound.frame(SetupFrames.member(fact));
        }
    }

    @Override
    public void gone(RoomChanged fact) {
        if (isListed(fact.room()) && !seats.isTaken(fact.room())) {
            outbound.frame(SetupFrames.removed(fact.room()));
        }
    }

    @Override
    public void read(ReadMark mark) {
        if (isListed(mark.room())) {
            outbound.frame(Answers.read(mark));
        }
    }

    /** Whether the client would find this room in its list. */
    private boolean isListed(RoomKey room) {
        Identity who = bearer;
        return who != null && who.may(Scope.ROOMS_READ) && who.mayEnter(room.roomId());
    }

    /** A room was made by a join; those that are made over HTTP are written down there. */
    private void made(Identity who, RoomKey room) {
        Author author = who.author();
        Actor actor = new Actor(peer.get(), who.tenant(), author.userId(), room.roomId(), author.operator());
        services.tokens().audit().record(AuditEvent.ROOM_CREATED, actor, Visibility.PUBLIC.wire());
    }
}
