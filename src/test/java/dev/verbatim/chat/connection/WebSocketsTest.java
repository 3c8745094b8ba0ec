package dev.verbatim.chat.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.verbatim.chat.wire.Frame;
import dev.verbatim.config.ChatSettings;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.timeout.IdleStateHandler;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.internal.http.WebSocketInternal;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebSocketsTest {
    private static final ChatSettings SETTINGS =
            new ChatSettings(1, 65_536, 1000, 8, 1000, 65_536, 262_144, 4, 2000, 50, 60_000);

    private final Vertx vertx = Vertx.vertx();
    // Held: a client that is garbage closes its connections.
    private final WebSocketClient clients = vertx.createWebSocketClient();
    private final CompletableFuture<WeakReference<ServerWebSocket>> theirs = new CompletableFuture<>();
    private final CompletableFuture<WebSocketConnection> ours = new CompletableFuture<>();
    private final CompletableFuture<ChannelPipeline> pipeline = new CompletableFuture<>();
    private final CompletableFuture<Void> theirEnd = new CompletableFuture<>();
    private final CompletableFuture<Void> ourEnd = new CompletableFuture<>();
    private int port;

    @BeforeEach
    void listen() {
        Promise<Integer> listening = Promise.promise();
        Context context = vertx.getOrCreateContext();
        context.runOnContext(turn -> {
            WebSockets sockets = new WebSockets(vertx, 1000, SETTINGS, System::nanoTime);
            vertx.createHttpServer(new HttpServerOptions().setIdleTimeout(60))
                    .requestHandler(request -> open(request, sockets))
                    .listen(0, "127.0.0.1")
                    .map(HttpServer::actualPort)
                    .onComplete(listening);
        });
        port = listening.future().await();
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    private void open(HttpServerRequest request, WebSockets sockets) {
        request.toWebSocket().onSuccess(socket -> {
            socket.closeHandler(closed -> theirEnd.complete(null));
            pipeline.complete(
                    ((WebSocketInternal) socket).channelHandlerContext().pipeline());
            WebSocketConnection line = sockets.takeOver(socket, "127.0.0.1");
            ours.complete(line);
            theirs.complete(new WeakReference<>(socket));
            line.listen(said -> line.write(Frame.of("you said " + said)), () -> ourEnd.complete(null));
        });
    }

    private WebSocket connect(List<String> heard) {
        return clients.connect(port, "127.0.0.1", "/")
                .map(socket -> socket.textMessageHandler(heard::add))
                .await();
    }

    @Test
    void theLineIsOursAndVertxKeepsNothingOfIt() {
        List<String> heard = new CopyOnWriteArrayList<>();
        WebSocket client = connect(heard);

        client.writeTextMessage("안녕").await();

        await().until(() -> heard.equals(List.of("you said 안녕")));
        assertThat(theirEnd).isCompleted();
        assertThat(pipeline.join().last()).isInstanceOf(WebSocketConnection.class);
        assertThat(pipeline.join().get(IdleStateHandler.class)).isNull();
        await().until(() -> {
            System.gc();
            return theirs.join().get() == null;
        });
    }

    @Test
    void aCloseIsAnsweredWithItsCode() {
        WebSocket client = connect(new CopyOnWriteArrayList<>());
        CompletableFuture<Short> code = new CompletableFuture<>();
        client.closeHandler(closed -> code.complete(client.closeStatusCode()));

        client.close((short) 4000, "bye").await();

        assertThat(code.join()).isEqualTo((short) 4000);
        ourEnd.join();
    }

    @Test
    void aFrameOfAnyLengthIsOneFrame() {
        List<String> heard = new CopyOnWriteArrayList<>();
        WebSocket client = connect(heard);

        for (int length : new int[] {0, 100, 117, 991}) {
            client.writeTextMessage("x".repeat(length)).await();
        }

        await().until(() -> heard.size() == 4);
        assertThat(heard).extracting(String::length).containsExactly(9, 109, 126, 1000);
    }

    /** What a dead line takes with it is one event, however much it was. */
    @Test
    void aLineThatDiesWithABacklogIsToldOnce() throws IOException {
        AtomicInteger caught = new AtomicInteger();
        WebSocketConnection line;
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            client.setSoLinger(true, 0);
            client.getOutputStream().write("""
                            GET / HTTP/1.1
                            Host: x
                            Connection: Upgrade
                            Upgrade: websocket
                            Sec-WebSocket-Version: 13
                            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

                            """.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
            line = ours.join();
            ChannelPipeline its = pipeline.join();
            its.channel()
                    .eventLoop()
                    .submit(() -> {
                        its.addBefore("chat", "count", counting(caught));
                        for (int i = 0; i < 2000; i++) {
                            line.writeNow(Frame.of("x".repeat(10_000)));
                        }
                    })
                    .syncUninterruptibly();
            assertThat(line.unflushed()).isPositive();
        }

        ourEnd.join();
        pipeline.join().channel().eventLoop().submit(() -> {}).syncUninterruptibly();
        assertThat(caught).hasValueLessThanOrEqualTo(1);
        assertThat(line.unflushed()).isZero();
    }

    private static ChannelHandler counting(AtomicInteger caught) {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
                caught.incrementAndGet();
                from.fireExceptionCaught(cause);
            }
        };
    }
}
