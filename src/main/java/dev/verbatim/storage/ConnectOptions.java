package dev.verbatim.storage;

import io.vertx.core.net.ClientSSLOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;

/** How each of storage's connections is opened. */
final class ConnectOptions {
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
                .addProperty("application_name", "verbatim")
                .addProperty("statement_timeout", Long.toString(statementTimeoutMs))
                .addProperty("lock_timeout", LOCK_TIMEOUT_MS)
                .addProperty("idle_in_transaction_session_timeout", IDLE_IN_TRANSACTION_MS);
        if (options.getSslMode() != SslMode.DISABLE) {
            options.setSslOptions(tls(options.getSslMode()));
        }
        return byKeyOnly(options);
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

    private static ClientSSLOptions tls(SslMode mode) {
        return new ClientSSLOptions().setHostnameVerificationAlgorithm(mode == SslMode.VERIFY_FULL ? "HTTPS" : "");
    }
}
