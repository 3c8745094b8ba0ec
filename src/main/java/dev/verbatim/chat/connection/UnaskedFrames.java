package dev.verbatim.chat.connection;

import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.jspecify.annotations.Nullable;

/**
 * Counts a client's frames that are no whole message. Messages are its session's to count; pings and parts of messages could be sent without
 * end, and each ping is answered. Most clients send none, and keep no bucket.
 */
final class UnaskedFrames {
    private final WebSockets shared;
    private @Nullable FrameRate rate;
    private boolean asked;

    UnaskedFrames(WebSockets shared) {
        this.shared = shared;
    }

    /** A ping went out: one pong is asked for. */
    void asked() {
        asked = true;
    }

    /** Counts a frame if nobody asked for it; whether there are far too many. */
    boolean isFlood(WebSocketFrame frame) {
        if (frame instanceof PongWebSocketFrame && asked) {
            asked = false;
            return false;
        }
        boolean unasked =
                !frame.isFinalFragment() || frame instanceof PingWebSocketFrame || frame instanceof PongWebSocketFrame;
        return unasked && count() == FrameRate.Verdict.FLOOD;
    }

    private FrameRate.Verdict count() {
        long now = shared.monotonicMs();
        FrameRate bucket = rate;
        if (bucket == null) {
            bucket = new FrameRate(shared.framesPerSecond(), now);
            rate = bucket;
        }
        return bucket.count(now);
    }
}
