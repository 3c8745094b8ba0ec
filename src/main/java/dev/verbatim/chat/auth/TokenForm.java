package dev.verbatim.chat.auth;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The form of a token, looked at before any of it is believed: one spelling only, so that no two texts are the same token, and nothing in
 * its header that would have to be understood (RFC 7515, RFC 8725). Stateless, any thread.
 */
final class TokenForm {
    /** Of the whole token, in characters. */
    static final int MAX_LENGTH = 4096;

    static final String ALGORITHM = "HS256";

    private static final int PARTS = 3;
    private static final int MAX_DEPTH = 8;
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final ObjectReader STRICT = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();

    private TokenForm() {}

    /** Whether this is a signed token of our algorithm; its signature has not been looked at. */
    static boolean isSound(String token) {
        if (token.length() > MAX_LENGTH) {
            return false;
        }
        String[] parts = token.split("\\.", -1);
        if (parts.length != PARTS) {
            return false;
        }
        JsonNode header = object(parts[0]);
        return header != null && isOurs(header) && object(parts[1]) != null && decoded(parts[2]) != null;
    }

    /** Another type of token is meant for something else; what {@code crit} names would have to be understood. */
    private static boolean isOurs(JsonNode header) {
        JsonNode type = header.path("typ");
        return header.path("alg").isTextual()
                && ALGORITHM.equals(header.path("alg").textValue())
                && (type.isMissingNode() || "JWT".equalsIgnoreCase(type.textValue()))
                && header.path("crit").isMissingNode();
    }

    private static @Nullable JsonNode object(String part) {
        byte @Nullable [] json = decoded(part);
        if (json == null) {
            return null;
        }
        try {
            JsonNode node = STRICT.readTree(json);
            return node.isObject() ? node : null;
        } catch (IOException notJson) {
            return null;
        }
    }

    /** The bytes of a part; null unless this is how they are spelled. */
    private static byte @Nullable [] decoded(String part) {
        try {
            byte[] bytes = DECODER.decode(part);
            return ENCODER.encodeToString(bytes).equals(part) ? bytes : null;
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }
}
