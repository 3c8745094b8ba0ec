package dev.verbatim.llm.provider.http;

import dev.verbatim.llm.provider.Reasons;
import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/** The provider's id of a request, as its support asks for it: {@code x-request-id} (OpenAI and most), {@code request-id} (Anthropic). */
final class RequestId {
    private static final int MAX_LENGTH = 128;

    private RequestId() {}

    /** The id; null where there is none, or none that could be logged. */
    static @Nullable String of(MultiMap headers, Reasons reasons) {
        String id = headers.get("x-request-id");
        String found = id == null ? headers.get("request-id") : id;
        boolean fit = found != null
                && found.length() <= MAX_LENGTH
                && found.chars().allMatch(c -> c > ' ' && c < 0x7f)
                && !found.isEmpty();
        return fit && !reasons.hasSecret(found) ? found : null;
    }
}
