package dev.verbatim.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.config.DoorSettings;
import dev.verbatim.config.ForwardedHeader;
import dev.verbatim.config.RateLimits;
import dev.verbatim.testing.LogCapture;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
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

    /** Until one is refused; how many were done. */
    private int writesUntilRefused(String userId) {
        int done = 0;
        while (write(http, userId).status() != 429) {
            done++;
            assertThat(done).as("writes").isLessThan(100);
        }
        return done;
    }

    @Test
    void whoWritesTooMuchIsToldWhenToComeBackAndThatIsWrittenDown() {
        try (LogCapture log = LogCapture.open()) {
            assertThat(writesUntilRefused("ada")).isGreaterThanOrEqualTo(AT_ONCE);

            Http.Answer refused = write(http, "ada");

            assertThat(refused.status()).isEqualTo(429);
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
        writesUntilRefused("ada");

        ada.send("ping", new JsonObject());

        // In the same millisecond it would be a flood.
        Awaitility.await().until(() -> ada.isClosed() || ada.unreadCount() > 0);
        assertThat(ada.isClosed() ? "error" : ada.next().getString("event")).isEqualTo("error");
    }

    @Test
    void whatWentIntoFramesIsNotLeftForWrites() {
        TestClient ada = node.connect("ada");
        JsonObject answer = ada.ask("ping", new JsonObject());
        while (!answer.getString("event").equals("error")) {
            answer = ada.ask("ping", new JsonObject());
        }

        assertThat(write(http, "ada").status()).isEqualTo(429);
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
