package dev.verbatim.chat.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.config.TlsSettings;
import dev.verbatim.testing.Certificate;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.junit5.VertxExtension;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Instances that share a server, and a certificate that is there for all of them at once. */
@ExtendWith(VertxExtension.class)
class TlsFilesTest {
    private static final int CHECK_MS = 5;

    private final List<Promise<Boolean>> renewals = new CopyOnWriteArrayList<>();

    /** A server whose renewals take as long as the test wants. */
    private HttpServer server() {
        return (HttpServer) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {HttpServer.class}, (self, method, given) -> {
                    if (method.getName().equals("actualPort")) {
                        return 443;
                    }
                    assertThat(method.getName()).isEqualTo("updateSSLOptions");
                    Promise<Boolean> renewal = Promise.promise();
                    renewals.add(renewal);
                    return renewal.future();
                });
    }

    @Test
    void whoStopsWaitsForTheLookThatIsUnderwayAndLooksNoMore(Vertx vertx, @TempDir Path folder) {
        Certificate.of("ip:127.0.0.1").writeTo(folder);
        TlsFiles files =
                new TlsFiles(vertx, new TlsSettings(folder.resolve("cert.pem"), folder.resolve("key.pem"), CHECK_MS));
        files.watch(server());
        Awaitility.await().until(() -> !renewals.isEmpty());

        Future<Void> stopped = files.stop();

        assertThat(stopped.isComplete()).isFalse();
        renewals.get(0).complete(true);
        Awaitility.await().until(stopped::succeeded);
        Certificate.of("ip:127.0.0.1").writeTo(folder);
        Awaitility.await().during(20 * CHECK_MS, TimeUnit.MILLISECONDS).until(() -> renewals.size() == 1);
    }

    @Test
    void twoInstancesRenewOneAfterTheOther(Vertx vertx, @TempDir Path folder) {
        Certificate.of("ip:127.0.0.1").writeTo(folder);
        TlsSettings tls = new TlsSettings(folder.resolve("cert.pem"), folder.resolve("key.pem"), CHECK_MS);
        HttpServer shared = server();
        List<TlsFiles> instances = List.of(new TlsFiles(vertx, tls), new TlsFiles(vertx, tls));
        instances.forEach(instance -> instance.watch(shared));

        Awaitility.await().until(() -> !renewals.isEmpty());
        Awaitility.await().during(50 * CHECK_MS, TimeUnit.MILLISECONDS).until(() -> renewals.size() == 1);
        renewals.get(0).complete(true);

        Awaitility.await().until(() -> renewals.size() == 2);
        renewals.get(1).complete(false);
        Awaitility.await().during(20 * CHECK_MS, TimeUnit.MILLISECONDS).until(() -> renewals.size() == 2);
        instances.forEach(instance -> instance.stop().await());
    }
}
