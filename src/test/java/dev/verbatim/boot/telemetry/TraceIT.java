package dev.verbatim.boot.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.boot.Gateway;
import dev.verbatim.boot.telemetry.TraceReceiver.Span;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.testing.ChatClient;
import dev.verbatim.testing.Gateways;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A message's walk as one trace, from the frame to both commits, as a collector receives it. */
class TraceIT {
    private static final String WORDS = "the zebrafish swims";

    @Test
    void oneMessageIsOneTraceFromFrameToCommit() {
        Vertx vertx = Vertx.vertx();
        try (TraceReceiver receiver = new TraceReceiver(vertx);
                Gateway gateway = Gateways.on(
                        TestPostgres.freshDatabase(),
                        Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.endpoint(), "OTEL_BSP_SCHEDULE_DELAY", "100"));
                ChatClient ada = ChatClient.guest(gateway.chatUrl())) {
            ada.join("lobby");
            ada.awaitEnd(ada.say("lobby", "Hello there", "c-0", null).getString("replyId"));
            ada.awaitEnd(ada.say("lobby", WORDS, "c-1", null).getString("replyId"));

            Awaitility.await()
                    .untilAsserted(() -> assertThat(roots(receiver))
                            .hasSize(2)
                            .allSatisfy(root -> assertThat(below(receiver, root))
                                    .contains(
                                            "verbatim.llm.reserve",
                                            "verbatim.storage.accept",
                                            "postgres accept",
                                            "handover",
                                            "chat verbatim-demo",
                                            "verbatim.storage.end",
                                            "postgres end")));
            Span chat = named(receiver, "chat verbatim-demo");
            assertThat(chat.attributes())
                    .containsEntry("gen_ai.operation.name", "chat")
                    .containsEntry("gen_ai.provider.name", "demo")
                    .containsEntry("gen_ai.request.model", "verbatim-demo")
                    .containsKeys("gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens");
            assertThat(receiver.bodies()).noneMatch(body -> body.contains("zebrafish") || body.contains("Hello there"));
            assertThat(receiver.spans()).hasSizeLessThan(60);
        } finally {
            vertx.close().await();
        }
    }

    @Test
    void withoutAnEndpointNobodyFollows() {
        try (Gateway gateway = Gateways.on(TestPostgres.freshDatabase())) {
            assertThat(MessageBus.over(gateway.vertx()).isTraced()).isFalse();
        }
    }

    private static List<Span> roots(TraceReceiver receiver) {
        return receiver.spans().stream()
                .filter(span -> span.parentId().isEmpty() && span.name().equals("send"))
                .toList();
    }

    private static List<String> below(TraceReceiver receiver, Span root) {
        return receiver.spans().stream()
                .filter(span -> span.traceId().equals(root.traceId()))
                .map(Span::name)
                .toList();
    }

    private static Span named(TraceReceiver receiver, String name) {
        return receiver.spans().stream()
                .filter(span -> span.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
