package dev.verbatim.chat.auth;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The token of an {@code Authorization} header, RFC 6750. */
public final class BearerToken {
    private static final String SCHEME = "Bearer ";

    private BearerToken() {}

    /** The token; null where there is none of this scheme, and one that is no good where it is not clear which is meant. */
    public static @Nullable String of(MultiMap headers) {
        List<String> values = headers.getAll(HttpHeaders.AUTHORIZATION);
        if (values.size() > 1) {
            return "";
        }
        String value = values.isEmpty() ? null : values.get(0);
        if (value == null || !value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        return value.substring(SCHEME.length()).trim();
    }
}
