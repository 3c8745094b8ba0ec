package dev.verbatim.chat.auth;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a token may be good for. But for the operator's it only takes away: a bearer still needs the role in a room that an act asks for. */
public enum Scope {
    /** Lists rooms and their members, joins rooms. */
    ROOMS_READ("rooms:read"),
    /** Makes, changes and removes rooms and memberships. */
    ROOMS_WRITE("rooms:write"),
    /** Reads messages and answers. */
    MESSAGES_READ("messages:read"),
    /** Sends messages, stops answers. */
    MESSAGES_WRITE("messages:write"),
    /** Reads the bearer's own usage. */
    USAGE_READ("usage:read"),
    /** The operator's rights: an owner's in every room of the tenant, everybody's usage, taking tokens back. Never a person's without being named. */
    ADMIN("admin");

    /** What a token is good for that says nothing of it: all of a person's own rights, none of the operator's. */
    public static final Set<Scope> OF_A_PERSON = Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(ADMIN)));

    private final String wire;

    Scope(String wire) {
        this.wire = wire;
    }

    /** Its name in a token. */
    public String wire() {
        return wire;
    }

    /** The scope of this name; null where it is none of ours. */
    public static @Nullable Scope ofWire(String name) {
        for (Scope scope : values()) {
            if (scope.wire.equals(name)) {
                return scope;
            }
        }
        return null;
    }
}
