package dev.verbatim.chat.connection;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.internal.ContextInternal;
import java.nio.charset.StandardCharsets;

/**
 * An HTTP answer on which a SockJS session speaks: a poll's carries one message, a stream's many, up to a size at which old browsers would
 * drop it. It is told what to say on its session's context; the answer itself belongs to its connection's, which is another one where
 * another verticle took the request.
 */
public final class SockJsReader {
    private static final int STREAM_BYTES = 128 * 1024;

    /** Some browsers show nothing of a stream before it has this much (sockjs-protocol 0.3.3). */
    private static final String PRELUDE = "h".repeat(2048) + "\n";

    private final HttpServerResponse response;
    private final ChannelHandlerContext channel;
    private final ContextInternal own;
    private final Promise<Void> gone = Promise.promise();
    private final boolean streaming;
    private long room;
    private boolean begun;
    private boolean sent;

    private SockJsReader(Vertx vertx, HttpServerRequest request, boolean streaming) {
        this.response = request.response();
        this.channel = ((HttpServerConnection) request.connection()).channelHandlerContext();
        this.own = (ContextInternal) vertx.getOrCreateContext();
        this.streaming = streaming;
        this.room = streaming ? STREAM_BYTES : 1;
        response.putHeader(HttpHeaders.CONTENT_TYPE, "application/javascript; charset=UTF-8");
        response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store, no-transform");
        // Known to nginx, which would else keep a stream back until it ends.
        response.putHeader("X-Accel-Buffering", "no");
        response.setChunked(streaming && request.version() != HttpVersion.HTTP_1_0);
        response.closeHandler(closed -> gone.tryComplete());
    }

    /** The answer to a poll; to be made on its connection's context. */
    public static SockJsReader poll(Vertx vertx, HttpServerRequest request) {
        return new SockJsReader(vertx, request, false);
    }

    /** The answer that goes on. */
    public static SockJsReader stream(Vertx vertx, HttpServerRequest request) {
        return new SockJsReader(vertx, request, true);
    }

    /** Who is told, on this context, that the client has left; also after all was said. */
    void onGone(ContextInternal listener, Runnable told) {
        gone.future().onComplete(closed -> listener.emit(told, Runnable::run));
    }

    /** Whether nothing more can be said. */
    boolean isFull() {
        return room <= 0;
    }

    /**
     * Says something.
     *
     * @param speaker the context on which the result is told
     * @return when the operating system has taken it
     */
    Future<Void> say(ContextInternal speaker, String message) {
        return say(speaker, message, message.getBytes(StandardCharsets.UTF_8).length);
    }

    /** Says the last thing. */
    void last(ContextInternal speaker, String message) {
        say(speaker, message, Long.MAX_VALUE);
    }

    private Future<Void> say(ContextInternal speaker, String message, long bytes) {
        String text = (streaming && !begun ? PRELUDE : "") + message + "\n";
        begun = true;
        room -= bytes;
        boolean last = isFull();
        Promise<Void> taken = speaker.promise();
        own.emit(text, out -> (last ? ended(out) : response.write(out)).onComplete(taken));
        return taken.future();
    }

    private Future<Void> ended(String text) {
        return response.end(text).onSuccess(taken -> sent = true);
    }

    /** Ends the connection at once, with what the client has not taken; one whose answer was taken whole may be another's by now. */
    void cut() {
        own.emit(this, SockJsReader::cutOff);
    }

    private void cutOff() {
        if (!sent) {
            ChannelFuture unused = channel.channel().close();
        }
    }
}
