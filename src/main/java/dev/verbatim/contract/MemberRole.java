package dev.verbatim.contract;

/** What a member may do in a room: a viewer only reads, an owner also changes the room. */
public enum MemberRole implements WireName {
    OWNER,
    MEMBER,
    VIEWER
}
