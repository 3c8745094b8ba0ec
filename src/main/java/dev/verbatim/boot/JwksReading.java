package dev.verbatim.boot;

import dev.verbatim.chat.auth.JwkSet;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Reads a set of published keys over HTTP: one request without redirects, within a time for all of it and a bound of bytes. On the caller's event
 * loop; blocks nothing. Of an answer nothing is ever told but its status.
 */
final class JwksReading {
    private static final int MAX_BYTES = 256 * 1024;
    private static final int OK = 200;

    private final Vertx vertx;
    private final HttpClient client;
    private final URI url;
    private final long timeoutMs;

    /**
     * A reading of this address.
     *
     * @param timeoutMs from the request to the last byte, in milliseconds
     */
    JwksReading(Vertx vertx, URI url, long timeoutMs) {
        this.vertx = vertx;
        this.url = url;
        this.timeoutMs = timeoutMs;
        HttpClientOptions options = new HttpClientOptions().setKeepAlive(false);
        this.client = vertx.createHttpClient(options.setConnectTimeout((int) timeoutMs));
    }

    /** The keys that stand there now; fails with a reason for people. */
    Future<JwkSet> read() {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(url.toString())
                .setFollowRedirects(false)
                .putHeader(HttpHeaders.ACCEPT, "application/json");
        Promise<Buffer> body = Promise.promise();
        long timer = vertx.setTimer(timeoutMs, late -> body.tryFail("not answered within " + timeoutMs + " ms"));
        client.request(options).onComplete(request -> ask(request, body), body::tryFail);
        return body.future().onComplete(end -> vertx.cancelTimer(timer)).compose(JwksReading::parse);
    }

    private static void ask(HttpClientRequest request, Promise<Buffer> body) {
        request.exceptionHandler(body::tryFail);
        body.future().onFailure(cause -> request.reset());
        if (!body.future().isComplete()) {
            request.send().onComplete(response -> take(response, body), body::tryFail);
        }
    }

    private static void take(HttpClientResponse response, Promise<Buffer> body) {
        response.exceptionHandler(body::tryFail);
        if (response.statusCode() != OK) {
            body.tryFail("status " + response.statusCode());
            return;
        }
        Buffer read = Buffer.buffer();
        response.endHandler(end -> body.tryComplete(read));
        response.handler(chunk -> append(read, chunk, body));
    }

    private static void append(Buffer read, Buffer chunk, Promise<Buffer> body) {
        if (read.length() + chunk.length() > MAX_BYTES) {
            body.tryFail("larger than " + MAX_BYTES + " bytes");
        } else {
            read.appendBuffer(chunk);
        }
    }

    private static Future<JwkSet> parse(Buffer body) {
        @Nullable JwkSet set = JwkSet.read(body.getBytes());
        if (set == null) {
            return Future.failedFuture("not a set of keys");
        }
        boolean usable = !set.keys().isEmpty() || set.exposed();
        return usable ? Future.succeededFuture(set) : Future.failedFuture("no key that could be used");
    }
}
