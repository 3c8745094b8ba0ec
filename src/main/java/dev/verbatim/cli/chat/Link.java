package dev.verbatim.cli.chat;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket to a gateway. What it hears becomes turns; once it is lost it is silent. Frames may be sent from the turns' thread only, each after the
 * one before it.
 */
final class Link implements WebSocket.Listener {
    /** The connection broke without a close code. */
    static final int BROKEN = 1006;

    private static final Duration CONNECT = Duration.ofSeconds(10);

    private final Turns turns;
    private final Consumer<JsonObject> onFrame;
    private final IntConsumer onLost;
    private final StringBuilder partial = new StringBuilder();
    private CompletableFuture<WebSocket> sent = new CompletableFuture<>();
    private boolean lost;

    private Link(Turns turns, Consumer<JsonObject> onFrame, IntConsumer onLost) {
        this.turns = turns;
        this.onFrame = onFrame;
        this.onLost = onLost;
    }

    /**
     * Begins to connect; frames that are sent meanwhile wait.
     *
     * @param onLost told once, with the close code or {@link #BROKEN}, also where no connection came about
     */
    static Link open(HttpClient client, URI gateway, Turns turns, Consumer<JsonObject> onFrame, IntConsumer onLost) {
        Link link = new Link(turns, onFrame, onLost);
        String scheme = "https".equals(gateway.getScheme()) ? "wss" : "ws";
        String path = gateway.getPath().replaceAll("/+$", "");
        URI address = URI.create(scheme + "://" + gateway.getAuthority() + path + "/chat/websocket");
        link.sent = client.newWebSocketBuilder().connectTimeout(CONNECT).buildAsync(address, link);
        link.watch(link.sent);
        return link;
    }

    void send(JsonObject frame) {
        String text = frame.encode();
        sent = sent.thenCompose(socket -> socket.sendText(text, true));
        watch(sent);
    }

    /** Leaves; the other side is told if it listens. */
    void close() {
        lost = true;
        sent = sent.thenCompose(socket -> socket.sendClose(WebSocket.NORMAL_CLOSURE, ""));
    }

    private void watch(CompletableFuture<WebSocket> step) {
        CompletableFuture<?> unused = step.whenComplete((socket, cause) -> {
            if (cause != null) {
                turns.add(() -> lose(BROKEN));
            }
        });
    }

    private void lose(int code) {
        if (!lost) {
            lost = true;
            CompletableFuture<?> unused = sent.thenAccept(WebSocket::abort);
            onLost.accept(code);
        }
    }

    /** Gives a connection up that seems dead. */
    void drop() {
        lose(BROKEN);
    }

    private void heard(String text) {
        if (lost) {
            return;
        }
        try {
            onFrame.accept(new JsonObject(text));
        } catch (DecodeException notOurs) {
            lose(BROKEN);
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            String text = partial.toString();
            partial.setLength(0);
            turns.add(() -> heard(text));
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        turns.add(() -> lose(code));
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        turns.add(() -> lose(BROKEN));
    }
}
