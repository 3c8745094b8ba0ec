package dev.verbatim.llm.provider.http;

import dev.verbatim.config.ProviderEntry;
import dev.verbatim.config.ProviderLimits;
import dev.verbatim.config.ProviderTimeouts;
import dev.verbatim.llm.provider.Protocol;
import io.netty.util.concurrent.FastThreadLocal;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.streams.WriteStream;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.ext.web.client.impl.HttpContext;
import io.vertx.ext.web.client.impl.WebClientInternal;
import io.vertx.ext.web.codec.BodyCodec;
import java.net.URI;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a provider is and how to reach it: its web client and the fixed parts of every request. Certificates are verified,
 * redirects never followed (a key would go with them), nothing is decompressed. Any thread.
 */
final class Endpoint {
    private static final Logger LOG = LoggerFactory.getLogger(Endpoint.class);
    private static final int KEEP_ALIVE_SECONDS = 55;
    private static final int MAX_HEAD_BYTES = 16 * 1024;
    private static final int MAX_LINE_BYTES = 4 * 1024;
    private static final int READ_BYTES = 64 * 1024;

    private final Vertx vertx;
    private final Map<Connections, WebClientInternal> clients = new EnumMap<>(Connections.class);
    private final URI target;
    private final boolean tls;
    private final int port;
    private final ProviderTimeouts timeouts;
    private final FastThreadLocal<byte[]> buffers = new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
            return new byte[READ_BYTES];
        }
    };

    Endpoint(ProviderSetup setup, ProviderEntry entry, Protocol protocol) {
        this.vertx = setup.vertx();
        this.timeouts = setup.limits().timeouts();
        String base = withoutSlash(entry.baseUrl());
        target = URI.create(base + protocol.path(base));
        tls = "https".equals(target.getScheme());
        port = target.getPort() > 0 ? target.getPort() : tls ? 443 : 80;
        for (Connections kind : Connections.values()) {
            WebClientOptions options = clientOptions(timeouts);
            options.setKeepAlive(kind == Connections.KEPT);
            String caFile = setup.routing().caFile();
            if (!caFile.isEmpty()) {
                options.setTrustOptions(new PemTrustOptions().addCertPath(caFile));
            }
            clients.put(kind, newClient(vertx, options, pool(setup.limits())));
        }
    }

    private WebClientInternal newClient(Vertx vertx, WebClientOptions options, PoolOptions pool) {
        HttpClient http = vertx.httpClientBuilder()
                .with(options)
                .with(pool)
                .withConnectHandler(this::watch)
                .build();
        WebClientInternal client = (WebClientInternal) WebClient.wrap(http, options);
        client.addInterceptor(HttpExchange::intercept);
        return client;
    }

    /** A connection that breaks is told to the call that uses it; without this it would be logged as an error too. */
    private void watch(HttpConnection connection) {
        BodyTap.install(connection, buffers);
        connection.exceptionHandler(cause -> LOG.debug("connection failed cause={}", cause.toString()));
    }

    private static String withoutSlash(String url) {
        return url.endsWith("/") ? withoutSlash(url.substring(0, url.length() - 1)) : url;
    }

    private static WebClientOptions clientOptions(ProviderTimeouts timeouts) {
        WebClientOptions options = new WebClientOptions();
        options.setUserAgent("verbatim");
        options.setFollowRedirects(false);
        options.setMaxRedirects(0);
        options.setTrustAll(false);
        options.setVerifyHost(true);
        options.setTcpNoDelay(true);
        options.setKeepAliveTimeout(KEEP_ALIVE_SECONDS);
        options.setDecompressionSupported(false);
        options.setLogActivity(false);
        options.setMaxHeaderSize(MAX_HEAD_BYTES);
        options.setMaxInitialLineLength(MAX_LINE_BYTES);
        options.setConnectTimeout((int) Math.min(Integer.MAX_VALUE, timeouts.connectMs()));
        options.setSslHandshakeTimeout(timeouts.connectMs());
        options.setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        return options;
    }

    private static PoolOptions pool(ProviderLimits limits) {
        return new PoolOptions().setHttp1MaxSize(limits.connections()).setMaxWaitQueueSize(limits.connections());
    }

    <T> HttpContext<T> newContext(Connections over) {
        return client(over).createContext((ContextInternal) vertx.getOrCreateContext());
    }

    /** A request whose response's body is written to a stream. */
    HttpRequest<Void> request(Connections over, MultiMap headers, WriteStream<Buffer> body) {
        return client(over)
                .post(port, target.getHost(), target.getRawPath())
                .ssl(tls)
                .connectTimeout(timeouts.connectMs())
                .putHeaders(headers)
                .as(BodyCodec.pipe(body, false));
    }

    /** Its address as health and the banner may show it: without user, password and query. */
    String shownUrl() {
        return target.getScheme() + "://" + target.getHost() + ":" + port + target.getRawPath();
    }

    private WebClientInternal client(Connections over) {
        return Objects.requireNonNull(clients.get(over));
    }

    void close() {
        clients.values().forEach(WebClient::close);
    }
}
