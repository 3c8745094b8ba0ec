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
    TOKENS_REVOKED
}
