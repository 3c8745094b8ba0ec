package dev.verbatim.chat.session;

import dev.verbatim.chat.auth.Identity;
import dev.verbatim.chat.wire.ClientFrame;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.RoomAction;

/** What a token must allow for a frame; whoever joins reads. The bearer's role in the room is looked at apart from it, in storage. */
final class FrameScopes {
    private FrameScopes() {}

    /** Fails where the bearer's token is not good for this frame or not in its room. */
    static void check(Identity who, ClientFrame frame) {
        switch (frame.kind()) {
            case JOIN -> {
                who.require(RoomAction.SEE);
                who.require(RoomAction.READ);
            }
            case HISTORY, READ -> who.require(RoomAction.READ);
            case SEND, TYPING -> who.require(RoomAction.SEND);
            case EDIT -> who.require(RoomAction.EDIT_OWN);
            case REGENERATE -> who.require(RoomAction.REGENERATE_OWN);
            case STOP -> who.require(RoomAction.STOP);
            case AUTH, LEAVE, PING, LOGOUT -> {}
        }
        String roomId = frame.roomId();
        if (roomId != null && !who.mayEnter(roomId)) {
            throw new Failure(FailureCode.NOT_FOUND, "There is no such room.");
        }
    }
}
