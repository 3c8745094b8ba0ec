package dev.verbatim.llm.provider;

import dev.verbatim.llm.sse.SseListener;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A wire format: how a request is written and an answer's events are read. Stateless and shared. */
public interface Protocol {
    /** Where requests are posted, appended to a base URL that ends without a slash. */
    String path(String baseUrl);

    /** The headers that carry the key and the protocol's version. */
    Map<String, String> headers(@Nullable String key);

    /** The request's body, UTF-8 JSON. */
    byte[] body(ProviderRequest request);

    /** Reads the events of one answer into its sink. */
    SseListener decoder(AnswerSink answer);
}
