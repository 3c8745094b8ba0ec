package dev.verbatim.chat.wire;

import dev.verbatim.contract.WireName;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a client may say. */
public enum EventKind implements WireName {
    AUTH,
    JOIN,
    LEAVE,
    SEND,
    EDIT,
    REGENERATE,
    STOP,
    HISTORY,
    READ,
    TYPING,
    PING,
    LOGOUT;

    private static final Map<String, EventKind> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(WireName::wire, Function.identity()));

    /** The kind of an event name; null for one that this version does not know. */
    static @Nullable EventKind named(String event) {
        return BY_NAME.get(event);
    }
}
