package dev.verbatim.bench;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;

/**
 * The base line: what Vert.x itself costs for the job. A WebSocket in, a streamed provider's answer out, one frame for
 * what one read brought, to everybody in the room. It speaks the gateway's frames so that the same client can measure it,
 * and does nothing else: no history, no storage, no limits. One event loop.
 *
 * <p>Arguments: the port to listen on, the provider's port.
 */
final class BareRelayVerticle extends VerticleBase {
    private static final int POOL_SIZE = 20_000;

    private final int port;
    private final int providerPort;

    BareRelayVerticle(int port, int providerPort) {
        this.port = port;
        this.providerPort = providerPort;
    }

    public static void main(String[] args) {
        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        BareRelayVerticle relay = new BareRelayVerticle(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
        vertx.deployVerticle(relay, new DeploymentOptions())
                .onFailure(cause -> Console.err().println("The relay could not start: " + cause));
    }

    @Override
    public Future<?> start() {
        HttpClientOptions upstream = new HttpClientOptions()
                .setDefaultHost("127.0.0.1")
                .setDefaultPort(providerPort)
                .setTcpNoDelay(true);
        HttpClient provider = vertx.createHttpClient(upstream, new PoolOptions().setHttp1MaxSize(POOL_SIZE));
        RelayRooms rooms = new RelayRooms();
        HttpServer server = vertx.createHttpServer(new HttpServerOptions()
                .setTcpNoDelay(true)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false));
        return server.webSocketHandler(socket -> new RelaySession(socket, provider, rooms).open())
                .requestHandler(BareRelayVerticle::answer)
                .listen(port, "127.0.0.1");
    }

    private static void answer(HttpServerRequest request) {
        request.response().end("{\"token\":\"guest\"}");
    }
}
