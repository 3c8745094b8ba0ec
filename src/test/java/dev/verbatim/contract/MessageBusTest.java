package dev.verbatim.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class MessageBusTest {
    private static final RoomKey ROOM = new RoomKey("main", "lobby");
    private static final ReadChanges QUESTION = new ReadChanges(ROOM, 3);

    @Test
    void aFailureComesBackWithItsCodeTextAndDelay(Vertx vertx, VertxTestContext context) {
        MessageBus bus = MessageBus.over(vertx);
        bus.serve(
                Topics.CHANGES,
                question -> Future.failedFuture(new Failure(FailureCode.STORAGE_UNAVAILABLE, "Try later.", 250)));

        bus.request(Topics.CHANGES, QUESTION, 1_000)
                .onComplete(context.failing(cause -> context.verify(() -> {
                    Failure failure = Failure.of(cause);
                    assertThat(failure.code()).isEqualTo(FailureCode.STORAGE_UNAVAILABLE);
                    assertThat(failure.text()).isEqualTo("Try later.");
                    assertThat(failure.retryAfterMs()).isEqualTo(250);
                    context.completeNow();
                })));
    }

    @Test
    void whatNobodyExpectedIsToldWithoutItsWords(Vertx vertx, VertxTestContext context) {
        MessageBus bus = MessageBus.over(vertx);
        bus.serve(Topics.CHANGES, question -> {
            throw new IllegalStateException("secret-canary");
        });

        bus.request(Topics.CHANGES, QUESTION, 1_000)
                .onComplete(context.failing(cause -> context.verify(() -> {
                    assertThat(Failure.of(cause).code()).isEqualTo(FailureCode.INTERNAL);
                    assertThat(cause).hasMessageNotContaining("canary");
                    context.completeNow();
                })));
    }

    @Test
    void nobodyListeningIsNotFound(Vertx vertx, VertxTestContext context) {
        WatchReply question = new WatchReply(UUID.randomUUID(), "verbatim.chat.n.0");

        MessageBus.over(vertx)
                .request(Topics.WATCH.at("verbatim.llm.gone.0"), question, 1_000)
                .onComplete(context.failing(cause -> context.verify(() -> {
                    assertThat(Failure.of(cause).code()).isEqualTo(FailureCode.NOT_FOUND);
                    context.completeNow();
                })));
    }

    @Test
    void aRecordTravelsByReferenceWithinOneJvm(Vertx vertx, VertxTestContext context) {
        MessageBus bus = MessageBus.over(vertx);
        ProviderChanged fact = new ProviderChanged("openai", 0, "up", "");
        bus.consume(
                Topics.PROVIDERS,
                received -> context.verify(() -> {
                    assertThat(received).isSameAs(fact);
                    context.completeNow();
                }));

        bus.publish(Topics.PROVIDERS, fact);
    }

    @Test
    void factsOfUnwantedRoomsArePassedOver(Vertx vertx, VertxTestContext context) {
        MessageBus bus = MessageBus.over(vertx);
        ReplyStarted unwanted = started(new RoomKey("main", "other"));
        ReplyStarted wanted = started(ROOM);
        bus.consume(
                Topics.REPLIES,
                ROOM::equals,
                received -> context.verify(() -> {
                    assertThat(received).isSameAs(wanted);
                    context.completeNow();
                }));

        bus.publish(Topics.REPLIES, unwanted, unwanted.room());
        bus.publish(Topics.REPLIES, wanted, ROOM);
    }

    private static ReplyStarted started(RoomKey room) {
        return new ReplyStarted(room, 1, UUID.randomUUID(), 2, UUID.randomUUID(), "o", 1, 1, "m", "p");
    }
}
