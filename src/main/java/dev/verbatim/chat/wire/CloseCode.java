package dev.verbatim.chat.wire;

/** Why the server closes a connection, as RFC 6455 close codes; 4000 and up are Verbatim's own. */
public enum CloseCode {
    /** Bytes that are no WebSocket frames, or frames in an order that makes no message. */
    PROTOCOL(1002, "protocol error"),
    /** A text that is not UTF-8. */
    NOT_UTF8(1007, "not UTF-8"),
    /** The transport cannot deliver a message of this size. */
    TOO_LARGE(1009, "too large"),
    /** No token in time, a token that is not good, its expiry, or a logout. */
    AUTH(4401, "unauthenticated"),
    /** The client reads slower than its rooms speak: it should reconnect. */
    SLOW(4408, "too slow, reconnect"),
    /** This node is about to stop: reconnect, to another one. */
    DRAINING(4409, "draining, reconnect"),
    /** Frames far above the rate that is allowed, parts of messages and pings among them. */
    FLOOD(4429, "flood");

    private final short code;
    private final String reason;

    CloseCode(int code, String reason) {
        this.code = (short) code;
        this.reason = reason;
    }

    /** The code on the wire. */
    public short code() {
        return code;
    }

    /** The reason phrase on the wire, ASCII. */
    public String reason() {
        return reason;
    }
}
