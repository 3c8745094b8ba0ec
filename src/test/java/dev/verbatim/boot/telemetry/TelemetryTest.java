package dev.verbatim.boot.telemetry;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verbatim.boot.config.StartFailure;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class TelemetryTest {
    private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";

    @Test
    void anEndpointWithoutASchemeEndsTheStartWithOneLine(Vertx vertx) {
        assertThatThrownBy(() -> Telemetry.of(Map.of(ENDPOINT, "collector:4318"), vertx))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("collector:4318")
                .hasMessageContaining("OTEL_");
    }

    @Test
    void headersThatCannotBeReadAreNotShown(Vertx vertx) {
        Map<String, String> environment =
                Map.of(ENDPOINT, "http://127.0.0.1:1", "OTEL_EXPORTER_OTLP_HEADERS", "canary-0123456789");

        assertThatThrownBy(() -> Telemetry.of(environment, vertx))
                .isInstanceOf(StartFailure.class)
                .hasMessageNotContaining("canary-0123456789");
    }
}
