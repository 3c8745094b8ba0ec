package dev.verbatim.boot.config;

import dev.verbatim.config.Catalogue;
import dev.verbatim.config.ChatSettings;
import dev.verbatim.config.ContextSettings;
import dev.verbatim.config.DemoProviderSettings;
import dev.verbatim.config.KeySettings;
import dev.verbatim.config.LlmSettings;
import dev.verbatim.config.OpsSettings;
import dev.verbatim.config.ProviderLimits;
import dev.verbatim.config.ProviderTimeouts;
import dev.verbatim.config.ReloadSettings;
import dev.verbatim.config.RetrySettings;
import dev.verbatim.config.RoomSettings;
import dev.verbatim.config.RoutingSettings;
import dev.verbatim.config.Settings;
import dev.verbatim.config.ShutdownSettings;
import dev.verbatim.config.SocketSettings;
import dev.verbatim.config.SocketTransport;
import dev.verbatim.config.StorageSettings;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.Topics;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Builds the settings from their text. Each section reads its own keys; what is wrong is collected and reported as one failure.
 *
 * <p>{@code conf/verbatim.yaml} says what each key means.
 */
public final class SettingsReader {
    private static final Set<String> NOT_SETTINGS =
            Set.of("VERBATIM_CONFIG", "VERBATIM_MODELS", "VERBATIM_LOG_LEVEL", "VERBATIM_LOG_FORMAT", "VERBATIM_TOKEN");
    private static final int MAX_INSTANCES = 64;
    private static final int MOST_BY_DEFAULT = 4;
    private static final long DAY_MS = 86_400_000L;

    private final SettingsTree tree;
    private final int cores;

    /**
     * A reader of one set of texts.
     *
     * @param defaults the text of {@code conf/verbatim.yaml}
     * @param overlay the text of the operator's own file, empty for none
     * @param cores processors of this machine, for what is set per core
     */
    public SettingsReader(String defaults, String overlay, Map<String, String> environment, int cores) {
        this.tree = new SettingsTree(defaults, overlay, environment);
        this.cores = cores;
    }

    /**
     * All sections.
     *
     * @throws StartFailure with every mistake, where there is one
     */
    public Settings read(Catalogue catalogue) {
        AuthReader auth = new AuthReader(tree);
        KeySettings keys = auth.keys();
        Settings settings = new Settings(
                new HttpReader(tree).read(),
                new DoorReader(tree).read(),
                sockets(),
                ops(),
                new DatabaseReader(tree).read(),
                auth.auth(keys),
                keys,
                rooms(),
                chat(),
                llm(),
                retry(),
                context(),
                storage(),
                new ClusterReader(tree).read(),
                demo(),
                new LimitReader(tree).read(),
                new ReloadSettings(tree.number("reload.check-ms", 0, DAY_MS)),
                new ShutdownSettings(tree.number("shutdown.drain-ms", 0, DAY_MS)),
                routing(),
                new RetentionReader(tree).read(),
                new PromptReader(tree).read(),
                catalogue);
        tree.refuseUnknownNames(NOT_SETTINGS);
        tree.refuseOtherThan("VERBATIM_LOG_LEVEL", "TRACE", "DEBUG", "INFO", "WARN", "ERROR", "OFF");
        tree.refuseOtherThan("VERBATIM_LOG_FORMAT", "text", "json");
        if (!tree.mistakes().isEmpty()) {
            throw StartFailure.listing("The settings", tree.mistakes());
        }
        return settings;
    }

    private SocketSettings sockets() {
        String word = tree.oneOf("sockets.transport", "auto", "io_uring");
        return new SocketSettings(SocketTransport.valueOf(word.toUpperCase(Locale.ROOT)));
    }

    private OpsSettings ops() {
        return new OpsSettings(tree.text("ops.host"), tree.integer("ops.port", 0, HttpReader.MAX_PORT));
    }

    private RoomSettings rooms() {
        String lobby = tree.text("rooms.lobby");
        if (!RoomKey.isValidRoomId(lobby)) {
            tree.mistake("rooms.lobby", "not 1 to 64 of A-Z a-z 0-9 . _ -");
        }
        return new RoomSettings(
                "create".equals(tree.oneOf("rooms.on-join", "refuse", "create")),
                lobby,
                tree.integer("rooms.max-queued", 1, 1_000),
                tree.integer("rooms.max-owned", 0, 1_000_000));
    }

    private ChatSettings chat() {
        int soft = tree.integer("chat.viewer-soft-bytes", 1_024, 1 << 30);
        return new ChatSettings(
                instances("chat.instances"),
                tree.integer("chat.max-frame-bytes", 1_024, 1 << 24),
                tree.integer("chat.max-text-chars", 1, 1 << 22),
                tree.integer("chat.max-depth", 3, 1_000),
                tree.integer("chat.frames-per-second", 1, 1_000_000),
                soft,
                tree.integer("chat.viewer-hard-bytes", soft, 1 << 30),
                tree.integer("chat.rooms-per-connection", 1, 100_000),
                tree.number("chat.request-timeout-ms", 10, DAY_MS),
                tree.number("chat.rev-check-ms", 10, DAY_MS),
                tree.number("chat.ping-ms", 10, DAY_MS));
    }

    private LlmSettings llm() {
        long heartbeat = tree.number("llm.heartbeat-ms", 10, DAY_MS);
        return new LlmSettings(
                instances("llm.instances"),
                tree.integer("llm.max-replies", 1, 1_000_000),
                tree.number("llm.slot-ms", 10, DAY_MS),
                tree.number("llm.lease-ms", 2 * heartbeat, DAY_MS),
                heartbeat,
                tree.number("llm.sweep-ms", 10, heartbeat),
                tree.number("llm.endings-bytes", 1, Long.MAX_VALUE),
                tree.integer("llm.max-answer-chars", 1, 1 << 28),
                providers());
    }

    private ProviderLimits providers() {
        ProviderTimeouts timeouts = new ProviderTimeouts(
                tree.number("llm.connect-ms", 1, DAY_MS),
                tree.number("llm.head-ms", 1, DAY_MS),
                tree.number("llm.first-token-ms", 1, DAY_MS),
                tree.number("llm.silence-ms", 1, DAY_MS),
                tree.number("llm.total-ms", 1, DAY_MS));
        return new ProviderLimits(
                timeouts,
                tree.integer("llm.connections", 1, 100_000),
                tree.integer("llm.breaker-failures", 1, 1_000_000),
                tree.number("llm.breaker-window-ms", 1_000, DAY_MS),
                tree.number("llm.breaker-rest-ms", 10, DAY_MS));
    }

    private RoutingSettings routing() {
        return new RoutingSettings(
                tree.list("routing.fallback"),
                tree.integer("routing.breaker-percent", 1, 100),
                tree.number("routing.key-rest-ms", 10, DAY_MS),
                tree.number("routing.limited-rest-ms", 10, DAY_MS),
                tree.integer("routing.queue", 0, 1_000_000),
                tree.number("routing.queue-ms", 1, DAY_MS),
                caFile());
    }

    private String caFile() {
        String file = tree.text("routing.ca-file");
        if (!file.isEmpty() && !CertificateFile.isGood(file)) {
            tree.mistake("routing.ca-file", "'" + file + "' is not a file of certificates in PEM that can be read");
        }
        return file;
    }

    private RetrySettings retry() {
        return new RetrySettings(
                tree.integer("retry.max-attempts", 1, 100),
                tree.integer("retry.retries", 0, 100),
                tree.integer("retry.retries-before-fallback", 0, 100),
                tree.number("retry.first-delay-ms", 1, DAY_MS),
                tree.number("retry.max-delay-ms", 1, DAY_MS),
                tree.number("retry.max-wait-ms", 0, DAY_MS));
    }

    private ContextSettings context() {
        String prompt = tree.text("context.system-prompt");
        return new ContextSettings(
                tree.integer("context.max-tokens", 16, 1 << 24),
                tree.integer("context.max-messages", 1, 1_000),
                tree.integer("context.max-output-tokens", 1, 1 << 24),
                prompt.isEmpty() ? null : prompt);
    }

    private StorageSettings storage() {
        return new StorageSettings(
                storageInstances(),
                tree.integer("storage.readers", 1, 100),
                tree.integer("storage.calls-at-once", 1, 100),
                tree.integer("storage.max-batch-rows", 1, 10_000),
                tree.integer("storage.max-queue-rows", 1, 10_000_000),
                tree.number("storage.max-queue-bytes", 1_024, Long.MAX_VALUE),
                tree.number("storage.statement-timeout-ms", 10, DAY_MS),
                tree.number("storage.pending-sweep-ms", 10, DAY_MS),
                tree.integer("storage.max-takeovers", 0, 100));
    }

    private DemoProviderSettings demo() {
        String presence = tree.oneOf("demo.enabled", "auto", "always", "never");
        return new DemoProviderSettings(
                DemoProviderSettings.Presence.valueOf(presence.toUpperCase(Locale.ROOT)),
                tree.integer("demo.tokens-per-second", 0, 1_000));
    }

    // More would only be more connections: a few commit whatever a machine can bring, and partitions are 16.
    private int storageInstances() {
        int instances = tree.integer("storage.instances", 0, Topics.PARTITIONS);
        return instances == 0 ? Math.min(cores, MOST_BY_DEFAULT) : instances;
    }

    private int instances(String key) {
        int instances = tree.integer(key, 0, MAX_INSTANCES);
        return instances == 0 ? Math.min(cores, MAX_INSTANCES) : instances;
    }
}
