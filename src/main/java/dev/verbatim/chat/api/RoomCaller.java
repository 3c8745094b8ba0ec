package dev.verbatim.chat.api;

import dev.verbatim.chat.auth.Identity;
import dev.verbatim.contract.Author;
import dev.verbatim.contract.RoomKey;

/** Somebody whose token is good for an act in the room that the request's address names; whether they may is storage's to say. */
record RoomCaller(Identity identity, RoomKey room) {
    Author author() {
        return identity.author();
    }
}
