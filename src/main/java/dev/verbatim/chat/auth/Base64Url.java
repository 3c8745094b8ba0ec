package dev.verbatim.chat.auth;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** RFC 7515's base64url, of which each value has exactly one spelling: no padding, no unused bits, no other letters. */
final class Base64Url {
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private Base64Url() {}

    static String of(byte[] bytes) {
        return ENCODER.encodeToString(bytes);
    }

    /** The bytes; null unless this is how they are spelled. */
    static byte @Nullable [] bytes(String text) {
        try {
            byte[] bytes = DECODER.decode(text);
            return ENCODER.encodeToString(bytes).equals(text) ? bytes : null;
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }
}
