package dev.verbatim.contract;

/** Who may see a room that they are not a member of. */
public enum Visibility implements WireName {
    /** Everybody of its tenant, who may also write in it. */
    PUBLIC,
    /** Nobody: to others it is as if it were not there. */
    PRIVATE
}
