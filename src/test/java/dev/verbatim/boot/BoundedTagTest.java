package dev.verbatim.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class BoundedTagTest {
    @Test
    void valuesBeyondTheLimitAreOneSeries() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        registry.config().meterFilter(new BoundedTag("model", 2));

        for (int i = 0; i < 50; i++) {
            registry.counter("tokens", "model", "evil-" + i).increment();
        }

        assertThat(registry.getMeters()).hasSize(3);
        assertThat(registry.counter("tokens", "model", "other").count()).isEqualTo(48);
    }
}
