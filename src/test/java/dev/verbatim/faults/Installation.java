package dev.verbatim.faults;

import dev.verbatim.testing.Canary;
import dev.verbatim.testing.GatewayProcess;
import dev.verbatim.testing.Tables;
import dev.verbatim.testing.TestPostgres;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A gateway process on data that outlives it: its embedded Postgres dies with it, one of its own does not. */
final class Installation implements AutoCloseable {
    private static final String SECRET = Canary.SECRET;

    private final Path directory = GatewayProcess.freshDirectory();
    private final Map<String, String> environment = new HashMap<>();
    private final @Nullable String databaseUrl;
    private @Nullable GatewayProcess running;

    private Installation(@Nullable String databaseUrl, String providerUrl, Map<String, String> more) {
        this.databaseUrl = databaseUrl;
        environment.putAll(quick(providerUrl));
        if (databaseUrl != null) {
            environment.put("DATABASE_URL", databaseUrl);
            environment.put("VERBATIM_AUTH_SECRET", SECRET);
        }
        environment.putAll(more);
    }

    /** On a database of its own. */
    static Installation external(String providerUrl, Map<String, String> more) {
        return new Installation(TestPostgres.freshDatabase(), providerUrl, more);
    }

    /** On the embedded database. */
    static Installation embedded(String providerUrl, Map<String, String> more) {
        return new Installation(null, providerUrl, more);
    }

    /** Leases and sweeps in the order of the real ones, only shorter; a provider that is asked for everything. */
    static Map<String, String> quick(String providerUrl) {
        return Map.of(
                "OPENAI_API_KEY", Canary.KEY,
                "OPENAI_BASE_URL", providerUrl,
                "VERBATIM_ROOMS_ON_JOIN", "create",
                "VERBATIM_LLM_LEASE_MS", "1000",
                "VERBATIM_LLM_HEARTBEAT_MS", "200",
                "VERBATIM_LLM_SWEEP_MS", "100",
                "VERBATIM_STORAGE_PENDING_SWEEP_MS", "500");
    }

    /** Starts it if it does not run, and waits until it is ready. */
    GatewayProcess ready() {
        GatewayProcess gateway = started();
        Awaitility.await().until(() -> gateway.opsStatus("/health/ready") == 200);
        return gateway;
    }

    /** Starts it if it does not run, and waits for its banner. */
    GatewayProcess started() {
        GatewayProcess gateway = running;
        if (gateway == null) {
            gateway = GatewayProcess.start(directory, environment);
            running = gateway;
        }
        gateway.chat();
        return gateway;
    }

    URI chat() {
        return started().chat();
    }

    /** The process is gone; the next {@link #ready()} starts another one. */
    void forget() {
        running = null;
    }

    /** What is stored, while it runs. */
    Tables tables() {
        return new Tables(databaseUrl != null ? databaseUrl : Tables.urlOfEmbedded(directory));
    }

    boolean isEmbedded() {
        return databaseUrl == null;
    }

    @Override
    public void close() {
        if (running != null) {
            running.close();
        }
    }
}
