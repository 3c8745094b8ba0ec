package dev.verbatim.provider;

import dev.verbatim.boot.Gateway;
import dev.verbatim.testing.Canary;
import dev.verbatim.testing.Gateways;
import java.util.HashMap;
import java.util.Map;

/** The two protocols, and a gateway whose only provider speaks one of them. */
enum Wire {
    OPENAI("openai-chat"),
    ANTHROPIC("anthropic");

    private final String recordedAs;

    Wire(String recordedAs) {
        this.recordedAs = recordedAs;
    }

    /** Its name among the recorded streams. */
    String recordedAs() {
        return recordedAs;
    }

    Gateway gateway(String databaseUrl, String baseUrl, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(
                Map.of(name() + "_API_KEY", Canary.KEY, name() + "_BASE_URL", baseUrl, name() + "_MODEL", "answer"));
        environment.put("VERBATIM_ROUTING_KEY_REST_MS", "" + KeyRest.MS);
        // What one request comes to is looked at; who asks again has tests of its own.
        environment.put("VERBATIM_RETRY_MAX_ATTEMPTS", "1");
        environment.putAll(more);
        return Gateways.on(databaseUrl, environment);
    }
}
