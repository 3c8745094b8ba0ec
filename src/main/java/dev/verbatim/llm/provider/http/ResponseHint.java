package dev.verbatim.llm.provider.http;

import dev.verbatim.llm.provider.RetryHint;
import io.vertx.core.http.HttpClientResponse;

/** What a response's head says about asking again; {@code x-should-retry} is OpenAI's and Anthropic's own word for it. */
final class ResponseHint {
    private ResponseHint() {}

    static RetryHint of(HttpClientResponse head, boolean reused) {
        String said = head.getHeader("x-should-retry");
        Boolean shouldRetry = "true".equals(said) ? Boolean.TRUE : "false".equals(said) ? Boolean.FALSE : null;
        return RetryHint.heard(head.statusCode(), reused, shouldRetry);
    }
}
