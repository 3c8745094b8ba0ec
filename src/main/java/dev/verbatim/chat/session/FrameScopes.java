package dev.verbatim.chat.session;

import dev.verbatim.chat.auth.Identity;
import dev.verbatim.chat.auth.Scope;
import dev.verbatim.chat.wire.ClientFrame;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;

/** What a token must allow for a frame; whoever joins reads. The bearer's role in the room is looked at apart from it, in storage. */
final class FrameScopes {
    private FrameScopes() {}

    /** Fails where the bearer's token is not good for this frame or not in its room. */
    static void check(Identity who, ClientFrame frame) {
        switch (frame.kind()) {
            case JOIN -> {
                who.require(Scope.ROOMS_READ);
                who.require(Scope.MESSAGES_READ);
            }
            case HISTORY -> who.require(Scope.MESSAGES_READ);
            case SEND, STOP -> who.require(Scope.MESSAGES_WRITE);
            case AUTH, LEAVE, PING, LOGOUT -> {}
        }
        String roomId = frame.roomId();
        if (roomId != null && !who.mayEnter(roomId)) {
            throw new Failure(FailureCode.NOT_FOUND, "There is no such room.");
        }
    }
}
