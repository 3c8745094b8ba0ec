package dev.verbatim.boot.telemetry;

import dev.verbatim.boot.config.StartFailure;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.llm.provider.ProviderDirectory;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The traces of one node: on where an endpoint is set, configured by OpenTelemetry's own names of the environment. Metrics and logs have their own
 * ways and are not exported from here.
 */
public final class Telemetry implements AutoCloseable {
    private static final String PREFIX = "OTEL_";
    private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private static final String TRACES_ENDPOINT = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";

    private final @Nullable OpenTelemetrySdk sdk;
    private final @Nullable OtelTracing tracing;

    private Telemetry(@Nullable OpenTelemetrySdk sdk, @Nullable OtelTracing tracing) {
        this.sdk = sdk;
        this.tracing = tracing;
    }

    /**
     * On, if the environment names an endpoint; every bus made afterwards is followed.
     *
     * @throws StartFailure where OpenTelemetry makes nothing of its names
     */
    public static Telemetry of(Map<String, String> environment, Vertx vertx) {
        boolean on = isSet(environment, ENDPOINT) || isSet(environment, TRACES_ENDPOINT);
        if (!on || "true".equalsIgnoreCase(environment.get("OTEL_SDK_DISABLED"))) {
            return new Telemetry(null, null);
        }
        OpenTelemetrySdk sdk = sdk(environment);
        Tracer tracer = sdk.getTracer("dev.verbatim");
        OtelTracing tracing =
                new OtelTracing(vertx, tracer, sdk.getPropagators().getTextMapPropagator());
        MessageBus.trace(vertx, tracing);
        return new Telemetry(sdk, tracing);
    }

    private static OpenTelemetrySdk sdk(Map<String, String> environment) {
        try {
            return AutoConfiguredOpenTelemetrySdk.builder()
                    .addPropertiesSupplier(() -> properties(environment))
                    .disableShutdownHook()
                    .build()
                    .getOpenTelemetrySdk();
        } catch (ConfigurationException e) {
            throw new StartFailure("Traces cannot be set up (" + reason(e) + "): correct the OTEL_ names.");
        }
    }

    /** Headers hold keys, and a message about them shows them. */
    private static String reason(ConfigurationException cause) {
        String reason = String.valueOf(cause.getMessage());
        return reason.toLowerCase(Locale.ROOT).contains("headers") ? "headers that cannot be read" : reason;
    }

    private static boolean isSet(Map<String, String> environment, String name) {
        return !environment.getOrDefault(name, "").isBlank();
    }

    private static Map<String, String> properties(Map<String, String> environment) {
        Map<String, String> properties = new HashMap<>(Map.of(
                "otel.service.name", "verbatim",
                "otel.exporter.otlp.protocol", "http/protobuf",
                "otel.metrics.exporter", "none",
                "otel.logs.exporter", "none"));
        environment.forEach((name, value) -> {
            if (name.startsWith(PREFIX)) {
                properties.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value);
            }
        });
        return properties;
    }

    /** The same providers, with a span for each call where traces are on. */
    public ProviderDirectory followed(ProviderDirectory directory) {
        return tracing == null ? directory : new TracedDirectory(directory, tracing);
    }

    /** Sends what is left; blocks until that is done or its own limits are over. */
    @Override
    public void close() {
        if (sdk != null) {
            sdk.close();
        }
    }
}
