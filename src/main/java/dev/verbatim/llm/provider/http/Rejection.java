package dev.verbatim.llm.provider.http;

import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.llm.provider.ErrorBody;
import dev.verbatim.llm.provider.FailureTable;
import dev.verbatim.llm.provider.ProviderError;
import dev.verbatim.llm.provider.Reasons;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A response that is not the event stream we asked for: another status, another content type, a redirect, a compressed body. Its body
 * is read up to {@value #MAX_BYTES} bytes for the provider's reason. One per call, its context.
 */
final class Rejection {
    static final int MAX_BYTES = 64 * 1024;
    private static final int OK = 200;

    private final int status;
    private final String contentType;
    private final long retryAfterMs;
    private final boolean compressed;
    private final Buffer body = Buffer.buffer();

    private Rejection(HttpClientResponse head) {
        status = head.statusCode();
        contentType = mediaType(head);
        retryAfterMs = RetryAfter.millis(head.headers());
        compressed = isCompressed(head);
    }

    /** The rejection that a head announces; null where an event stream follows. */
    static @Nullable Rejection of(HttpClientResponse head) {
        boolean stream = head.statusCode() == OK && mediaType(head).equals("text/event-stream") && !isCompressed(head);
        return stream ? null : new Rejection(head);
    }

    private static String mediaType(HttpClientResponse head) {
        String type = head.getHeader("Content-Type");
        return type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    private static boolean isCompressed(HttpClientResponse head) {
        String encoding = head.getHeader("Content-Encoding");
        return encoding != null && !encoding.equalsIgnoreCase("identity");
    }

    /** Whether the body may hold a reason; else nobody waits for it. */
    boolean needsBody() {
        return !compressed && (status >= 400 || contentType.endsWith("json"));
    }

    /** Keeps a piece of the body, as far as there is room. */
    void append(byte[] bytes, int offset, int length) {
        body.appendBytes(bytes, offset, Math.min(MAX_BYTES - body.length(), length));
    }

    /** Whether enough of the body is known. */
    boolean isFull() {
        return body.length() == MAX_BYTES;
    }

    /** What it means, with what was read of the body. */
    Failure failure(FailureTable failures, Reasons reasons) {
        if (compressed) {
            return bad(reasons, "sent a compressed answer, which was not asked for");
        }
        if (status >= 300 && status < 400) {
            return bad(reasons, "redirects (" + status + "), and redirects are not followed");
        }
        ProviderError error = error();
        if (status >= 300 || error.message() != null) {
            return failures.failure(error, retryAfterMs);
        }
        String what = contentType.isEmpty() ? "no content type" : contentType;
        return bad(reasons, "answered " + status + " with " + what + " instead of an event stream");
    }

    /** Whether it says that our key is not good, so that it is not good for other requests either. */
    boolean refusesKey() {
        return !compressed && FailureTable.refusesKey(error());
    }

    private ProviderError error() {
        byte[] bytes = body.getBytes();
        return ErrorBody.parse(status, bytes, 0, bytes.length);
    }

    private static Failure bad(Reasons reasons, String what) {
        return new Failure(FailureCode.BAD_RESPONSE, reasons.own(what));
    }
}
