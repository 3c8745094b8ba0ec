package dev.verbatim.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TokenStreamTest {

    private static final DemoSettings INSTANT = new DemoSettings(0, 0);
    private static final DemoSettings FAST = new DemoSettings(0, 1000);

    private final Vertx vertx = Vertx.vertx();
    private final RecordedResponse response = new RecordedResponse();
    private final AtomicInteger over = new AtomicInteger();

    @AfterEach
    void stop() {
        DemoServer.await(vertx.close());
    }

    @Test
    void waitsForRoomAndGoesOnWhenDrained() {
        response.roomFor(3);
        start(INSTANT);
        assertThat(response.written).containsExactly("open", "a", "b");

        response.roomFor(100);
        response.fire("drainHandler", null);

        assertThat(response.written).containsExactly("open", "a", "b", "c", "close");
        assertThat(over).hasValue(1);
    }

    @Test
    void ticksPastAFullQueueWithoutPilingUp() {
        response.roomFor(2);
        start(FAST);
        await().until(() -> response.fullAnswers.get() > 5);
        assertThat(response.written).containsExactly("open", "a");

        response.roomFor(100);

        await().until(() -> over.get() == 1);
        assertThat(response.written).containsExactly("open", "a", "b", "c", "close");
    }

    @Test
    void sendsNothingMoreOnceTheClientIsGone() {
        response.roomFor(2);
        start(INSTANT);

        response.fire("closeHandler", null);
        response.fire("exceptionHandler", new IOException("reset"));
        response.roomFor(100);
        response.fire("drainHandler", null);

        assertThat(response.written).containsExactly("open", "a");
        assertThat(over).hasValue(1);
    }

    private void start(DemoSettings settings) {
        new TokenStream(vertx, response.proxy(), new Letters(), List.of("a", "b", "c"), over::incrementAndGet)
                .start(settings);
    }

    private record Letters() implements WireReply {

        @Override
        public JsonObject whole() {
            return new JsonObject();
        }

        @Override
        public String opening() {
            return "open";
        }

        @Override
        public String token(String token) {
            return token;
        }

        @Override
        public String closing() {
            return "close";
        }
    }

    /** A response whose queue is as long as the test says. */
    private static final class RecordedResponse {

        final List<String> written = new CopyOnWriteArrayList<>();
        final AtomicInteger fullAnswers = new AtomicInteger();
        private final Map<String, Handler<@Nullable Object>> handlers = new ConcurrentHashMap<>();
        private volatile int room;

        void roomFor(int writes) {
            room = writes;
        }

        void fire(String handler, @Nullable Object event) {
            Objects.requireNonNull(handlers.get(handler)).handle(event);
        }

        HttpServerResponse proxy() {
            Class<?>[] type = {HttpServerResponse.class};
            return (HttpServerResponse) Proxy.newProxyInstance(getClass().getClassLoader(), type, this::call);
        }

        @SuppressWarnings("unchecked")
        private Object call(Object proxy, Method method, Object[] arguments) {
            return switch (method.getName()) {
                case "write", "end" -> {
                    written.add((String) arguments[0]);
                    yield Future.succeededFuture();
                }
                case "writeQueueFull" -> isFull();
                default -> {
                    handlers.put(method.getName(), (Handler<@Nullable Object>) arguments[0]);
                    yield proxy;
                }
            };
        }

        private boolean isFull() {
            boolean full = written.size() >= room;
            fullAnswers.addAndGet(full ? 1 : 0);
            return full;
        }
    }
}
