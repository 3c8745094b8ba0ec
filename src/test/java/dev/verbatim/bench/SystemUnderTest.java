package dev.verbatim.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A system that can be measured: how to start it, where it listens and when it is ready.
 *
 * @param port of its chat, on loopback
 * @param ready the URL that answers 200 once it can be used
 */
record SystemUnderTest(String name, List<String> command, Map<String, String> environment, int port, URI ready) {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final int OK = 200;
    /** As {@code scripts/run} starts the gateway. */
    private static final List<String> GATEWAYS_HEAP = List.of("-Xms128m", "-Xmx512m");

    /** The base line; it has nothing to become ready. */
    static SystemUnderTest relay(int providerPort) throws IOException {
        int port = PinnedProcess.freePort();
        List<String> arguments = List.of(Integer.toString(port), Integer.toString(providerPort));
        return new SystemUnderTest(
                Run.Target.RELAY.label(),
                JavaCommand.mainClass(GATEWAYS_HEAP, BareRelayVerticle.class, arguments),
                Map.of(),
                port,
                URI.create("http://127.0.0.1:" + port + "/"));
    }

    /**
     * The gateway as it is delivered, with its own durable Postgres in {@code dataDir}. Only its limits are raised.
     *
     * @param run the script that starts it; it must end in the JVM's own process
     * @param settings what its environment has besides
     */
    static SystemUnderTest verbatim(Path run, int providerPort, Path dataDir, Map<String, String> settings)
            throws IOException {
        int port = PinnedProcess.freePort();
        int opsPort = PinnedProcess.freePort();
        Map<String, String> environment = new HashMap<>();
        environment.put("PORT", Integer.toString(port));
        environment.put("OPS_PORT", Integer.toString(opsPort));
        environment.put("VERBATIM_DATA_DIR", dataDir.toString());
        environment.put("OPENAI_API_KEY", "bench");
        environment.put("OPENAI_BASE_URL", "http://127.0.0.1:" + providerPort + "/v1");
        environment.put("FAILING_BASE_URL", "http://127.0.0.1:" + providerPort + "/failing");
        environment.put("VERBATIM_ROOMS_ON_JOIN", "create");
        // Each of its connections makes a room of its own, all as one guest.
        environment.put("VERBATIM_ROOMS_MAX_OWNED", "0");
        environment.put("VERBATIM_CONTEXT_MAX_MESSAGES", "10");
        environment.put("VERBATIM_LLM_MAX_REPLIES", "20000");
        // A guest of a benchmark takes more in a minute than one is allowed in a day.
        environment.put("VERBATIM_LIMITS_GUEST_TOKENS_PER_DAY", "0");
        environment.put("VERBATIM_CHAT_FRAMES_PER_SECOND", "100000");
        // All of its chats are one person's, at one address.
        environment.put("VERBATIM_CHAT_PERSON_FRAMES_PER_SECOND", "100000");
        environment.put("VERBATIM_HTTP_REQUESTS_PER_SECOND", "100000");
        environment.putAll(settings);
        return new SystemUnderTest(
                Run.Target.VERBATIM.label(),
                List.of(run.toString()),
                environment,
                port,
                URI.create("http://127.0.0.1:" + opsPort + "/health/ready"));
    }

    /** Throws until the system answers that it is ready. */
    void checkReady() throws IOException, InterruptedException {
        int status = CLIENT.send(HttpRequest.newBuilder(ready).build(), BodyHandlers.discarding())
                .statusCode();
        if (status != OK) {
            throw new IOException(name + " is not ready: HTTP " + status);
        }
    }
}
