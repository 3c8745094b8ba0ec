package dev.verbatim.chat.wire;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A frame of the server as it goes out; made and encoded once and shared by all its viewers. */
public final class Frame {
    private static final int TWO_BYTES = 0x80;
    private static final int THREE_BYTES = 0x800;
    private static final byte FINAL_TEXT = (byte) 0x81;
    private static final int MAX_SHORT = 125;
    private static final int MAX_MEDIUM = 0xffff;
    private static final byte MEDIUM = 126;
    private static final byte LONG = 127;

    private final String text;
    private final int bytes;
    private volatile byte @Nullable [] webSocket;
    private volatile @Nullable Frame sockJs;

    private Frame(String text) {
        this.text = text;
        this.bytes = utf8Length(text);
    }

    /** A frame of this text. */
    public static Frame of(String text) {
        return new Frame(text);
    }

    /** What it says. */
    public String text() {
        return text;
    }

    /** Its length in UTF-8. */
    public int bytes() {
        return bytes;
    }

    /** The whole of it as one final text frame of a WebSocket's server (RFC 6455 §5.2); not to be changed. */
    public byte[] webSocket() {
        byte[] encoded = webSocket;
        if (encoded == null) {
            encoded = encode();
            webSocket = encoded;
        }
        return encoded;
    }

    /** The same as a message of SockJS. */
    public Frame sockJs() {
        Frame framed = sockJs;
        if (framed == null) {
            framed = new Frame(SockJsText.message(text));
            sockJs = framed;
        }
        return framed;
    }

    private byte[] encode() {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int lengthBytes = utf8.length <= MAX_SHORT ? 0 : utf8.length <= MAX_MEDIUM ? Short.BYTES : Long.BYTES;
        int head = 2 + lengthBytes;
        byte[] frame = new byte[head + utf8.length];
        frame[0] = FINAL_TEXT;
        frame[1] = lengthBytes == 0 ? (byte) utf8.length : lengthBytes == Short.BYTES ? MEDIUM : LONG;
        for (int i = 0, rest = utf8.length; i < lengthBytes; i++, rest >>>= Byte.SIZE) {
            frame[head - 1 - i] = (byte) rest;
        }
        System.arraycopy(utf8, 0, frame, head, utf8.length);
        return frame;
    }

    /** The length of a text in UTF-8; the halves of a surrogate pair count two each. */
    static int utf8Length(String text) {
        int bytes = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= TWO_BYTES) {
                bytes += c < THREE_BYTES || Character.isSurrogate(c) ? 1 : 2;
            }
        }
        return bytes;
    }
}
