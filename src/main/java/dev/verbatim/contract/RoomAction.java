package dev.verbatim.contract;

import static dev.verbatim.contract.Standing.MEMBER;
import static dev.verbatim.contract.Standing.OWNER;
import static dev.verbatim.contract.Standing.STRANGER;
import static dev.verbatim.contract.Standing.VIEWER;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * The matrix of what may be done in a room by whom: the one table that both doors, frames and HTTP, and storage go by. Who has no
 * {@link Standing} in a room (it is private, of another tenant, not there) hears {@code not_found} for each of them, who has one that is
 * not named hears {@code forbidden}. An operator has an owner's standing in every room of the tenant.
 */
public enum RoomAction implements WireName {
    /** Finds the room in a list, reads its name, options and members. */
    SEE("rooms:read", OWNER, MEMBER, VIEWER, STRANGER),
    /** Reads the system prompt. */
    SEE_PROMPT("rooms:read", OWNER),
    /** Joins, reads messages and running answers. */
    READ("messages:read", OWNER, MEMBER, VIEWER, STRANGER),
    /** Says something, asks for an answer. */
    SEND("messages:write", OWNER, MEMBER, STRANGER),
    /** Stops an answer. */
    STOP("messages:write", OWNER, MEMBER, STRANGER),
    /** Gives a message of one's own another text; nobody does that to another's. */
    EDIT_OWN("messages:write", OWNER, MEMBER, STRANGER),
    /** Asks for another answer to one's own question. */
    REGENERATE_OWN("messages:write", OWNER, MEMBER, STRANGER),
    /** Asks for another answer to anybody's question. */
    REGENERATE_ANY("messages:write", OWNER),
    /** Removes a message of one's own. */
    REMOVE_OWN("messages:write", OWNER, MEMBER, STRANGER),
    /** Removes anybody's message, also an answer. */
    REMOVE_ANY("messages:write", OWNER),
    /** Changes name, visibility and options. */
    CHANGE("rooms:write", OWNER),
    /** Removes the room. */
    DELETE("rooms:write", OWNER),
    /** Makes somebody a member, or another kind of member. */
    SET_MEMBER("rooms:write", OWNER),
    /** Ends another's membership. */
    REMOVE_MEMBER("rooms:write", OWNER),
    /** Ends one's own membership. */
    LEAVE("rooms:write", OWNER, MEMBER, VIEWER);

    private final String scope;
    private final Set<Standing> allowed;

    RoomAction(String scope, Standing first, Standing... others) {
        this.scope = scope;
        this.allowed = Collections.unmodifiableSet(EnumSet.of(first, others));
    }

    /** What a token must be good for. */
    public String scope() {
        return scope;
    }

    /** Who may. */
    public Set<Standing> allowed() {
        return allowed;
    }
}
