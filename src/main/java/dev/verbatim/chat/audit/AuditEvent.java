package dev.verbatim.chat.audit;

import dev.verbatim.contract.WireName;

/** What is written down of who comes, who does not, and what operators do. */
public enum AuditEvent implements WireName {
    /** A token was no good; the rule says which one it broke. */
    TOKEN_REFUSED,
    /** Nobody said in time who they are, or they said something else first. */
    NO_TOKEN,
    /** A page of a foreign origin. */
    ORIGIN_REFUSED,
    /** A good token, but not for this; the rule is what it lacks. */
    SCOPE_REFUSED,
    /** More frames than the rate. */
    RATE_LIMITED,
    /** Far more: the connection was closed. */
    FLOOD_CLOSED,
    /** Connections that were closed as they came; the rule is their number. */
    CONNECTIONS_REFUSED,
    /** Somebody's connection ended because the token was taken back. */
    CUT,
    /** Somebody took their own token back. */
    LOGGED_OUT,
    /** An operator took somebody's tokens back; the rule is whose. */
    TOKENS_REVOKED,
    /** An operator had an account erased, or as much of it as went; the rule is whose and what came of it. */
    ACCOUNT_ERASED,
    /** A room was made; the rule is its visibility. */
    ROOM_CREATED,
    /** A room's settings were changed; the rule names those that were given, not what they are. */
    ROOM_CHANGED,
    /** A room was removed. */
    ROOM_REMOVED,
    /** Somebody became a member, or another kind of member; the rule is what and who. */
    MEMBER_SET,
    /** Somebody is a member no longer; the rule is who. */
    MEMBER_REMOVED,
    /** A message was removed; the rule is its id. */
    MESSAGE_REMOVED
}
