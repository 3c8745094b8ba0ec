package dev.verbatim.storage;

import dev.verbatim.config.DatabaseTls;
import dev.verbatim.config.DatabaseTls.Mode;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.TrustManagerFactory;

/** How each of storage's connections is opened. */
final class ConnectOptions {
    /** In characters: longer than any. The client's own limit is 2,048, and beyond it a statement is planned anew each time. */
    private static final int LONGEST_STATEMENT = 1 << 16;

    private static final String LOCK_TIMEOUT_MS = "1000";
    private static final String IDLE_IN_TRANSACTION_MS = "2000";

    private ConnectOptions() {}

    /**
     * Options of a {@code postgresql://} URL.
     *
     * @param statementTimeoutMs of one statement, enforced by the server
     * @throws IllegalArgumentException for a malformed URL
     */
    static PgConnectOptions of(String url, long statementTimeoutMs) {
        PgConnectOptions options = PgConnectOptions.fromUri(url);
        options.setCachePreparedStatements(true)
                .setPreparedStatementCacheSqlLimit(LONGEST_STATEMENT)
                .addProperty("application_name", "verbatim")
                .addProperty("statement_timeout", Long.toString(statementTimeoutMs))
                .addProperty("lock_timeout", LOCK_TIMEOUT_MS)
                .addProperty("idle_in_transaction_session_timeout", IDLE_IN_TRANSACTION_MS);
        return byKeyOnly(protect(options, DatabaseTls.of(url)));
    }

    /**
     * Every statement finds its rows by key, so that its plan is the same for every parameter and made once (planning costs more than running).
     * Plans that look best for an empty, never analysed table would be kept while it grows: they are not to be had. Which index a statement
     * takes is not left to estimates either: no two indexes of a table begin alike (V007).
     */
    private static PgConnectOptions byKeyOnly(PgConnectOptions options) {
        options.addProperty("enable_seqscan", "off")
                .addProperty("enable_hashjoin", "off")
                .addProperty("enable_mergejoin", "off")
                .addProperty("enable_bitmapscan", "off")
                .addProperty("plan_cache_mode", "force_generic_plan")
                .addProperty("jit", "off");
        return options;
    }

    /** Below {@code verify-ca} anybody's certificate will do: that is what libpq's names promise, and all they promise. */
    private static PgConnectOptions protect(PgConnectOptions options, DatabaseTls wanted) {
        options.setSslMode(SslMode.of(wanted.mode().wire()));
        if (wanted.mode() == Mode.DISABLE) {
            return options;
        }
        ClientSSLOptions tls = new ClientSSLOptions();
        tls.setHostnameVerificationAlgorithm(wanted.mode() == Mode.VERIFY_FULL ? "HTTPS" : "");
        if (wanted.verifies()) {
            tls.setTrustOptions(trusted(wanted));
        } else {
            tls.setTrustAll(true);
        }
        options.setSslOptions(tls);
        return options;
    }

    private static TrustOptions trusted(DatabaseTls wanted) {
        return wanted.rootCertificate() == null
                ? trustedByThisJvm()
                : new PemTrustOptions().addCertPath(wanted.rootCertificate().toString());
    }

    private static TrustOptions trustedByThisJvm() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            return TrustOptions.wrap(factory.getTrustManagers()[0]);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JVM has no certificate authorities", e);
        }
    }
}
