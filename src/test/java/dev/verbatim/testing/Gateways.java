package dev.verbatim.testing;

import dev.verbatim.boot.Gateway;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Gateways within the test's own JVM: two verticles of each kind, free ports, the demo provider at its highest pace. */
public final class Gateways {
    /** The key of their tokens. */
    public static final String SECRET = Canary.SECRET;

    private Gateways() {}

    /** A gateway on a database that is there. */
    public static Gateway on(String databaseUrl) {
        return on(databaseUrl, Map.of());
    }

    /** A gateway on a database that is there, with more settings. */
    public static Gateway on(String databaseUrl, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "PORT", "0",
                "OPS_PORT", "0",
                "DATABASE_URL", databaseUrl,
                "VERBATIM_AUTH_SECRET", SECRET,
                "VERBATIM_ROOMS_ON_JOIN", "create",
                "VERBATIM_CHAT_INSTANCES", "2",
                "VERBATIM_LLM_INSTANCES", "2",
                "VERBATIM_STORAGE_INSTANCES", "2"));
        Path data = GatewayProcess.freshDirectory();
        environment.put("VERBATIM_DATA_DIR", data.toString());
        environment.put("VERBATIM_AUTH_MODE", "development");
        environment.put("VERBATIM_AUTH_GUESTS", "true");
        environment.put("VERBATIM_LIMITS_GUEST_TOKENS_PER_DAY", "0");
        environment.put("VERBATIM_DEMO_TOKENS_PER_SECOND", "1000");
        // Tests speak faster than people, and how fast is the machine's affair.
        environment.put("VERBATIM_CHAT_FRAMES_PER_SECOND", "10000");
        environment.put("VERBATIM_CHAT_PERSON_FRAMES_PER_SECOND", "10000");
        environment.putAll(more);
        StoredSecrets.expectNoneIn(environment.get("DATABASE_URL"));
        return Gateway.start(environment, cause -> {
            throw new AssertionError("The gateway gave up", cause);
        });
    }
}
