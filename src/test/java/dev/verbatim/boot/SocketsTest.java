package dev.verbatim.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.verbatim.config.SocketTransport;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the gateway rests on, whatever its sockets are: a connection that ends is heard of, however it ends. */
class SocketsTest {
    private static final int CONNECTIONS = 400;
    private static final byte[] WORDS = "some last words".getBytes(StandardCharsets.UTF_8);

    private Vertx vertx;

    @AfterEach
    void stop() {
        if (vertx != null) {
            vertx.close().await();
        }
    }

    @ParameterizedTest
    @EnumSource(SocketTransport.class)
    void aConnectionThatIsResetBehindItsLastWordsIsHeardOfEachTime(SocketTransport transport) throws Exception {
        assumeTrue(transport == SocketTransport.AUTO || Sockets.isRingAllowed());
        vertx = Vertx.builder().withTransport(Sockets.of(transport)).build();
        NetClient client = vertx.createNetClient();
        List<Future<NetSocket>> connected = new ArrayList<>();
        List<Future<Buffer>> ended = new ArrayList<>();
        try (ServerSocket server = new ServerSocket(0, CONNECTIONS, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < CONNECTIONS; i++) {
                Future<NetSocket> socket = client.connect(server.getLocalPort(), "127.0.0.1");
                connected.add(socket);
                ended.add(socket.compose(this::readToTheEnd));
            }
            all(connected);
            for (int i = 0; i < CONNECTIONS; i++) {
                reset(server.accept());
            }
        }

        List<Buffer> read = all(ended);

        assertThat(read).allMatch(words -> words.length() == WORDS.length || words.length() == 0);
    }

    private Future<Buffer> readToTheEnd(NetSocket socket) {
        Promise<Buffer> end = Promise.promise();
        Buffer read = Buffer.buffer();
        socket.exceptionHandler(reset -> end.tryComplete(read));
        socket.closeHandler(closed -> end.tryComplete(read));
        socket.handler(words -> {
            read.appendBuffer(words);
            // As a reader does who is asked to wait: what comes next is asked for anew.
            socket.pause();
            vertx.runOnContext(turn -> socket.resume());
        });
        return end.future();
    }

    private static <T> List<T> all(List<Future<T>> futures) throws Exception {
        return Future.all(futures)
                .map(all -> all.<T>list())
                .toCompletionStage()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
    }

    private static void reset(Socket socket) throws IOException {
        socket.getOutputStream().write(WORDS);
        socket.setSoLinger(true, 0);
        socket.close();
    }
}
