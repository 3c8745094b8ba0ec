package dev.verbatim.contract;

/** What somebody is in a room that they may see. */
public enum Standing implements WireName {
    OWNER,
    MEMBER,
    VIEWER,
    /** Not a member, in a public room. */
    STRANGER;

    /** A member's. */
    public static Standing of(MemberRole role) {
        return switch (role) {
            case OWNER -> OWNER;
            case MEMBER -> MEMBER;
            case VIEWER -> VIEWER;
        };
    }
}
