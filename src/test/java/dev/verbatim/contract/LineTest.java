package dev.verbatim.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LineTest {
    private static final Topic<ReplyDelta> TOPIC = Topics.DELTAS.at("verbatim.chat.test.0");
    private static final RoomKey ROOM = new RoomKey("main", "lobby");

    private final List<String> heard = Collections.synchronizedList(new ArrayList<>());
    private Vertx vertx;
    private MessageBus bus;
    private Context here;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
        bus = MessageBus.over(vertx);
        here = ((VertxInternal) vertx).createEventLoopContext();
        get(on(
                here,
                () -> bus.consume(TOPIC, Inbox.here(vertx), delta -> heard.add(delta.text()))
                        .ready()));
    }

    @AfterEach
    void stop() {
        get(vertx.close());
    }

    private static <T> Future<T> on(Context context, Supplier<Future<T>> work) {
        return Future.future(done -> context.runOnContext(turn -> work.get().onComplete(done)));
    }

    private static <T> T get(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private static ReplyDelta delta(String text) {
        return new ReplyDelta(ROOM, new UUID(0, 1), 1, 1, DeltaKind.TEXT, 0, text);
    }

    private Future<Void> send(Line<ReplyDelta> line, String... texts) {
        for (String text : texts) {
            line.send(delta(text));
        }
        return Future.succeededFuture();
    }

    @Test
    void whatATurnSendsItsOwnEventLoopComesInOrderInOneTaskOfALaterOne() {
        List<String> order = Collections.synchronizedList(new ArrayList<>());

        get(on(here, () -> {
            Future<Void> sent = send(bus.line(TOPIC), "one", "two", "three");
            order.addAll(heard);
            here.runOnContext(next -> order.addAll(heard));
            return sent;
        }));

        await().until(() -> heard.size() == 3 && !order.isEmpty());
        assertThat(heard).containsExactly("one", "two", "three");
        assertThat(order).containsExactly("one", "two", "three");
    }

    @Test
    void anotherEventLoopsConsumerIsReachedOverTheBus() {
        Context there = otherLoop();

        get(on(there, () -> send(bus.line(TOPIC), "one", "two")));

        await().until(() -> heard.size() == 2);
        assertThat(heard).containsExactly("one", "two");
    }

    private Context otherLoop() {
        Thread own = get(on(here, () -> Future.succeededFuture(Thread.currentThread())));
        Context other = ((VertxInternal) vertx).createEventLoopContext();
        Thread others = get(on(other, () -> Future.succeededFuture(Thread.currentThread())));
        return own == others ? otherLoop() : other;
    }

    @Test
    void aNewLineDoesNotOvertakeWhatTheBusHasBeenGivenBefore() {
        get(on(here, () -> {
            send(bus.line(TOPIC), "of another reply");
            bus.send(TOPIC, delta("by the bus"));
            return send(bus.line(TOPIC), "after it", "and after that");
        }));

        await().until(() -> heard.size() == 4);
        assertThat(heard).containsSubsequence("by the bus", "after it", "and after that");
    }

    @Test
    void aConsumerThatFailsHearsTheNextMessageAllTheSame() {
        Topic<ReplyDelta> topic = Topics.DELTAS.at("verbatim.chat.test.1");
        get(on(
                here,
                () -> bus.consume(topic, Inbox.here(vertx), delta -> {
                            heard.add(delta.text());
                            if (heard.size() == 1) {
                                throw new IllegalStateException("a defect");
                            }
                        })
                        .ready()));

        get(on(here, () -> send(bus.line(topic), "one", "two")));

        await().until(() -> heard.size() == 2);
        assertThat(heard).containsExactly("one", "two");
    }

    @Test
    void whoHasLeftIsReachedNoMore() {
        Topic<ReplyDelta> topic = Topics.DELTAS.at("verbatim.chat.test.2");
        MessageBus.Subscription[] left = {null};
        get(on(here, () -> {
            left[0] = bus.consume(topic, Inbox.here(vertx), delta -> heard.add(delta.text()));
            return left[0].ready();
        }));
        get(on(here, () -> left[0].cancel()));

        get(on(here, () -> send(bus.line(topic), "nobody")));

        get(on(here, () -> send(bus.line(TOPIC), "somebody")));
        await().until(() -> !heard.isEmpty());
        assertThat(heard).containsExactly("somebody");
    }
}
