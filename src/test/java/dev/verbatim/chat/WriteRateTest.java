package dev.verbatim.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.config.DoorSettings;
import dev.verbatim.config.ForwardedHeader;
import dev.verbatim.config.RateLimits;
import dev.verbatim.testing.LogCapture;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One person at one address has one budget, whether it is spent in frames or in requests that write. A second gives one, two may come at once. */
@ExtendWith(VertxExtension.class)
class WriteRateTest {
    private static final int AT_ONCE = 2;
    private static final String MESSAGES = "/api/rooms/lobby/messages";

    private ChatNode node;
    private Http http;

    @BeforeEach
    void start(Vertx vertx) {
        RateLimits rates = new RateLimits(100_000, AT_ONCE / 2, 1000);
        DoorSettings door = new DoorSettings(rates, "", ForwardedHeader.NONE, null, ChatNode.UNSENT_BYTES);
        node = ChatNode.start(vertx, ChatNode.settings(ChatNode.LIMITS, door), 2);
        http = Http.of(node);
    }

    private static Map<String, String> bearer(String userId) {
        return Map.of("Authorization", "Bearer " + ChatNode.token(userId), "Content-Type", "application/json");
    }

    private static Http.Answer write(Http http, String userId) {
        return http.post(MESSAGES, bearer(userId), "{\"text\":\"hi\",\"reply\":false}");
    }

    /** Those that were done until one was refused, and the refusal. */
    private record Writes(int done, Http.Answer refused) {}

    private Writes writesUntilRefused(String userId) {
        int done = 0;
        Http.Answer answer = write(http, userId);
        while (answer.status() != 429) {
            done++;
            assertThat(done).as("writes").isLessThan(100);
            answer = write(http, userId);
        }
        return new Writes(done, answer);
    }

    /** Since then: with each of them one more is within the rate. */
    private static int secondsSince(long nanos) {
        return (int) Duration.ofNanos(System.nanoTime() - nanos).plusMillis(1).toSeconds();
    }

    @Test
    void whoWritesTooMuchIsToldWhenToComeBackAndThatIsWrittenDown() {
        try (LogCapture log = LogCapture.open()) {
            Writes writes = writesUntilRefused("ada");

            assertThat(writes.done()).isGreaterThanOrEqualTo(AT_ONCE);
            Http.Answer refused = writes.refused();
            assertThat(refused.json().getString("code")).isEqualTo("rate_limited");
            assertThat(refused.json().getLong("retryAfterMs")).isPositive();
            assertThat(Integer.parseInt(refused.headers().get("Retry-After"))).isPositive();
            Awaitility.await()
                    .untilAsserted(
                            () -> assertThat(String.join("", log.lines()))
                                    .contains(
                                            "event=rate_limited address=\"127.0.0.1\" tenant=\"main\" user=\"ada\" rule=\"writes\""));
        }
    }

    @Test
    void whatWentIntoWritesIsNotLeftForFrames() {
        TestClient ada = node.connect("ada");
        long from = System.nanoTime();
        int done = writesUntilRefused("ada").done();

        while (isAnswered(ada)) {
            done++;
        }

        assertThat(done).isLessThanOrEqualTo(AT_ONCE + secondsSince(from));
    }

    private static boolean isAnswered(TestClient client) {
        client.send("ping", new JsonObject());
        // In the same millisecond as the last write it would be a flood.
        Awaitility.await().until(() -> client.isClosed() || client.unreadCount() > 0);
        return !client.isClosed() && client.next().getString("event").equals("pong");
    }

    @Test
    void whatWentIntoFramesIsNotLeftForWrites() {
        TestClient ada = node.connect("ada");
        long from = System.nanoTime();
        int done = 0;
        while (ada.ask("ping", new JsonObject()).getString("event").equals("pong")) {
            done++;
        }

        assertThat(done + writesUntilRefused("ada").done()).isLessThanOrEqualTo(AT_ONCE + secondsSince(from));
    }

    @Test
    void othersAndOtherAddressesHaveTheirOwnAndReadingCostsNothing() {
        writesUntilRefused("ada");

        assertThat(write(http, "ben").status()).isEqualTo(201);
        assertThat(write(Http.from(node, "127.0.0.2"), "ada").status()).isEqualTo(201);
        for (int i = 0; i < 5 * AT_ONCE; i++) {
            assertThat(http.get(MESSAGES, bearer("ada")).status()).isEqualTo(200);
        }
    }
}
