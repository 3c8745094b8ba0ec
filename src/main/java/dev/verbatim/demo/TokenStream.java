package dev.verbatim.demo;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One answer on its way to one client: one periodic timer, one token a tick, after a pause as of thought.
 *
 * <p>A tick that finds the client's queue full sends nothing, so a slow reader slows its own stream and nothing piles
 * up. Without a pace there is no timer, and the queue alone sets the speed. It ends once: with the last token, or at
 * once when the client goes. Thread: the event loop that started it.
 */
final class TokenStream {

    /** Silent ticks before the first token: about 250 ms at 30 tokens per second. */
    private static final int THINKING_TICKS = 7;

    private final Vertx vertx;
    private final HttpServerResponse response;
    private final WireReply reply;
    private final Iterator<String> tokens;
    private final Runnable whenOver;
    private int thinking = THINKING_TICKS;
    private @Nullable Long timer;
    private boolean over;

    /** @param whenOver told exactly once, after the timer is gone */
    TokenStream(Vertx vertx, HttpServerResponse response, WireReply reply, List<String> tokens, Runnable whenOver) {
        this.vertx = vertx;
        this.response = response;
        this.reply = reply;
        this.tokens = tokens.iterator();
        this.whenOver = whenOver;
    }

    void start(DemoSettings settings) {
        response.closeHandler(closed -> release());
        response.exceptionHandler(broken -> release());
        response.write(reply.opening());
        if (settings.isPaced()) {
            timer = vertx.setPeriodic(settings.tickMillis(), tick -> onTick());
        } else {
            response.drainHandler(drained -> sendWhileThereIsRoom());
            sendWhileThereIsRoom();
        }
    }

    private void onTick() {
        if (thinking > 0) {
            thinking--;
        } else if (!response.writeQueueFull()) {
            sendNext();
        }
    }

    private void sendWhileThereIsRoom() {
        while (!over && !response.writeQueueFull()) {
            sendNext();
        }
    }

    private void sendNext() {
        if (tokens.hasNext()) {
            response.write(reply.token(tokens.next()));
        } else {
            release();
            response.end(reply.closing());
        }
    }

    private void release() {
        if (over) {
            return;
        }
        over = true;
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
        whenOver.run();
    }
}
