package dev.verbatim.chat.http;

import dev.verbatim.config.TlsSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Certificate and key of the public port. The files are looked at again and again; new ones serve new connections, and connections that are
 * open stay. What cannot be used is told once, and the ones before go on serving. On the verticle's event loop.
 */
final class TlsFiles {
    private static final Logger LOG = LoggerFactory.getLogger(TlsFiles.class);

    /** No timer of Vert.x has this number. */
    private static final long NEVER_SET = -1;

    private final Vertx vertx;
    private final TlsSettings settings;
    private @Nullable PemKeyCertOptions seen;
    private boolean failing;
    private long timer = NEVER_SET;
    private Future<?> look = Future.succeededFuture();

    TlsFiles(Vertx vertx, TlsSettings settings) {
        this.vertx = vertx;
        this.settings = settings;
    }

    /** Makes a server speak TLS with the files as they are when it begins to listen. */
    HttpServerOptions over(HttpServerOptions options) {
        options.setSsl(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(settings.certificate().toString())
                        .addKeyPath(settings.key().toString()))
                .setUseAlpn(false);
        return options;
    }

    /** Begins to look whether they change. */
    void watch(HttpServer server) {
        timer = vertx.setPeriodic(settings.checkMs(), fired -> check(server));
    }

    /** Looks no more; completes when a look that is underway is over. */
    Future<Void> stop() {
        vertx.cancelTimer(timer);
        return look.<Void>mapEmpty().otherwiseEmpty();
    }

    private void check(HttpServer server) {
        if (!look.isComplete()) {
            return;
        }
        Future<Buffer> certificate =
                vertx.fileSystem().readFile(settings.certificate().toString());
        Future<Buffer> key = vertx.fileSystem().readFile(settings.key().toString());
        look = Future.all(certificate, key)
                .map(both -> pem(certificate.result(), key.result()))
                .compose(now -> now.equals(seen) ? Future.succeededFuture(false) : taken(server, now))
                .onComplete(this::tell, this::tellOnce);
    }

    /** The first look is at files that may have changed since the server read them. */
    private Future<Boolean> taken(HttpServer server, PemKeyCertOptions now) {
        boolean first = seen == null;
        seen = now;
        return Future.succeededFuture(now)
                .map(TlsFiles::checked)
                .compose(good -> renewed(server, good))
                .map(changed -> changed && !first);
    }

    /**
     * The instances that share a port share a server, whose Vert.x calls itself without end (5.0.8) where a second renewal meets the last
     * moment of a first: one after the other.
     */
    private Future<Boolean> renewed(HttpServer server, PemKeyCertOptions pem) {
        return vertx.sharedData()
                .withLocalLock("tls of " + server.actualPort(), () -> server.updateSSLOptions(options(pem)));
    }

    private static PemKeyCertOptions checked(PemKeyCertOptions pem) {
        CertificateAndKey.check(pem.getCertValue().getBytes(), pem.getKeyValue().getBytes());
        return pem;
    }

    private void tell(boolean changed) {
        failing = false;
        if (changed) {
            LOG.info("certificate renewed file={}", settings.certificate());
        }
    }

    private void tellOnce(Throwable cause) {
        if (!failing) {
            failing = true;
            LOG.warn("certificate not renewed file={} cause={}", settings.certificate(), cause.toString());
        }
    }

    private static PemKeyCertOptions pem(Buffer certificate, Buffer key) {
        return new PemKeyCertOptions().addCertValue(certificate).addKeyValue(key);
    }

    /** HTTP/1.1 alone: a WebSocket of HTTP/2 is another thing, and what it saves is nothing that a chat needs. */
    private static ServerSSLOptions options(PemKeyCertOptions pem) {
        ServerSSLOptions options = new ServerSSLOptions();
        options.setKeyCertOptions(pem).setUseAlpn(false);
        return options;
    }
}
