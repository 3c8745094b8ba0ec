package dev.verbatim.contract;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.shareddata.LocalMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The typed event bus, and the only class that touches Vert.x's. Handlers run on the context that registered them. Delivery is at
 * most once, in order between one sender and one consumer; whatever must not be lost is in Postgres first.
 */
public final class MessageBus {
    private static final System.Logger LOG = System.getLogger(MessageBus.class.getName());

    private static final String SERVED = "verbatim.contract.served";
    private static final String TRACING = "verbatim.contract.tracing";
    private static final String NEAR = "verbatim.contract.near";

    private final EventBus bus;
    private final LocalMap<String, Integer> served;
    private final LocalMap<String, Inbox.Near<?>> near;
    private final @Nullable Tracing tracing;

    private MessageBus(Vertx vertx, @Nullable Tracing tracing) {
        this.bus = vertx.eventBus();
        this.served = vertx.sharedData().getLocalMap(SERVED);
        this.near = vertx.sharedData().getLocalMap(NEAR);
        this.tracing = tracing;
    }

    /** A bus over this Vert.x instance; codecs are registered once, by whoever asks first. */
    public static MessageBus over(Vertx vertx) {
        RecordCodec.registerAll(vertx);
        LocalMap<String, Tracing> tracing = vertx.sharedData().getLocalMap(TRACING);
        return new MessageBus(vertx, tracing.get(TRACING));
    }

    /** Lets every bus over this Vert.x instance that is made from now on be followed. */
    public static void trace(Vertx vertx, Tracing tracing) {
        vertx.sharedData().<String, Tracing>getLocalMap(TRACING).put(TRACING, tracing);
    }

    /** The root of a trace for something that comes from outside; nothing where nobody follows. */
    public Tracing.Span root(String name) {
        return tracing == null ? Tracing.Span.NONE : tracing.root(name);
    }

    /** A part of whatever the current context belongs to; nothing where nobody follows. */
    public Tracing.Span span(String name) {
        return tracing == null ? Tracing.Span.NONE : tracing.span(name);
    }

    /** Whether anybody follows. */
    public boolean isTraced() {
        return tracing != null;
    }

    /** Says a fact to whoever listens. */
    public <T> void publish(Topic<T> topic, T message, RoomKey room) {
        DeliveryOptions options =
                new DeliveryOptions().addHeader("tenant", room.tenant()).addHeader("room", room.roomId());
        bus.publish(topic.address(), message, options);
    }

    /** Says a fact that belongs to no room. */
    public <T> void publish(Topic<T> topic, T message) {
        bus.publish(topic.address(), message);
    }

    /** Says something that is for this JVM only. */
    public <T> void publishHere(Topic<T> topic, T message) {
        bus.publish(topic.address(), message, new DeliveryOptions().setLocalOnly(true));
    }

    /** Sends to one consumer; nobody answers. */
    public <T> void send(Topic<T> topic, T message) {
        if (tracing != null && topic.type() == ReplyRequested.class) {
            DeliveryOptions options = new DeliveryOptions();
            tracing.sent(headersOf(options));
            bus.send(topic.address(), message, options);
        } else {
            bus.send(topic.address(), message);
        }
    }

    /** The way to one consumer of many messages; from this event loop. */
    public <T> Line<T> line(Topic<T> topic) {
        @SuppressWarnings("unchecked") // Whoever consumes a topic takes what it carries.
        Inbox.Near<T> consumer = (Inbox.Near<T>) near.get(topic.address());
        return new Line<>(this, topic, consumer);
    }

    /**
     * Asks and waits. Where this JVM serves the topic, it is asked and no other node: one that hangs holds up nobody else's questions.
     *
     * @param timeoutMs how long, in milliseconds
     * @return the answer; fails with the {@link Failure} of the one asked, or with the topic's own code where nobody answers in
     *     time
     */
    public <Q, A> Future<A> request(RequestTopic<Q, A> topic, Q question, long timeoutMs) {
        DeliveryOptions options =
                new DeliveryOptions().setSendTimeout(timeoutMs).setLocalOnly(served.containsKey(topic.address()));
        Tracing.Span span = tracing == null ? Tracing.Span.NONE : tracing.asked(topic.address(), headersOf(options));
        return bus.<A>request(topic.address(), question, options)
                .map(Message::body)
                .recover(cause -> Future.<A>failedFuture(failureOf(cause, topic.unanswered())))
                .onComplete(answer -> span.end(answer.cause()));
    }

    private static MultiMap headersOf(DeliveryOptions options) {
        options.setHeaders(MultiMap.caseInsensitiveMultiMap());
        return options.getHeaders();
    }

    /** Listens to a topic. */
    public <T> Subscription consume(Topic<T> topic, Consumer<T> handler) {
        boolean followed = topic.type() == ReplyRequested.class;
        MessageConsumer<T> consumer = bus.consumer(topic.address(), message -> {
            if (followed) {
                follow(message);
            }
            handler.accept(message.body());
        });
        return new Subscription(consumer);
    }

    private void follow(Message<?> message) {
        if (tracing != null) {
            tracing.received(message.headers());
        }
    }

    /** Listens to a topic of one's own; senders of the same event loop may use the inbox, which is the current context's. */
    public <T> Subscription consume(Topic<T> topic, Inbox inbox, Consumer<T> handler) {
        near.put(topic.address(), new Inbox.Near<>(inbox, handler));
        return new Subscription(consume(topic, handler).consumer, () -> near.remove(topic.address()));
    }

    /** Listens to a topic and passes over what is about rooms that do not matter here, without decoding it. */
    public <T> Subscription consume(Topic<T> topic, java.util.function.Predicate<RoomKey> wanted, Consumer<T> handler) {
        MessageConsumer<T> consumer = bus.consumer(topic.address(), message -> {
            RoomKey room = new RoomKey(
                    message.headers().get("tenant"), message.headers().get("room"));
            if (wanted.test(room)) {
                handler.accept(message.body());
            }
        });
        return new Subscription(consumer);
    }

    /** Listens to what this JVM says; what other nodes say is passed over. */
    public <T> Subscription consumeLocally(Topic<T> topic, Consumer<T> handler) {
        MessageConsumer<T> consumer = bus.localConsumer(topic.address(), message -> handler.accept(message.body()));
        return new Subscription(consumer);
    }

    /** Answers a topic's questions; a failed future is answered as its {@link Failure}. */
    public <Q, A> Subscription serve(RequestTopic<Q, A> topic, Function<Q, Future<A>> handler) {
        MessageConsumer<Q> consumer = bus.consumer(topic.address(), message -> answer(message, handler));
        return serving(consumer);
    }

    /** Answers a topic's questions of this JVM only. */
    public <Q, A> Subscription serveLocally(RequestTopic<Q, A> topic, Function<Q, Future<A>> handler) {
        MessageConsumer<Q> consumer = bus.localConsumer(topic.address(), message -> answer(message, handler));
        return serving(consumer);
    }

    private Subscription serving(MessageConsumer<?> consumer) {
        String address = consumer.address();
        consumer.completion().onSuccess(ready -> served.merge(address, 1, Integer::sum));
        return new Subscription(consumer, () -> served.computeIfPresent(address, (same, n) -> n == 1 ? null : n - 1));
    }

    private <Q, A> void answer(Message<Q> message, Function<Q, Future<A>> handler) {
        follow(message);
        Future<A> answer;
        try {
            answer = handler.apply(message.body());
        } catch (RuntimeException e) {
            answer = Future.failedFuture(e);
        }
        answer.onComplete(message::reply, cause -> refuse(message, cause));
    }

    private static void refuse(Message<?> message, Throwable cause) {
        Failure failure = Failure.of(cause);
        if (failure != cause) {
            LOG.log(System.Logger.Level.ERROR, "question failed unexpectedly address=" + message.address(), cause);
        }
        message.fail(failure.code().number(), failure.retryAfterMs() + " " + failure.text());
    }

    private static Failure failureOf(Throwable cause, FailureCode unanswered) {
        if (!(cause instanceof ReplyException reply)) {
            return Failure.of(cause);
        }
        if (reply.failureType() == ReplyFailure.RECIPIENT_FAILURE) {
            return decoded(reply);
        }
        return new Failure(unanswered, "No answer in time.");
    }

    private static Failure decoded(ReplyException reply) {
        String message = reply.getMessage();
        int space = message == null ? -1 : message.indexOf(' ');
        if (message == null || space < 0) {
            return new Failure(FailureCode.INTERNAL, "An answer that makes no sense.");
        }
        long retryAfterMs = Long.parseLong(message.substring(0, space));
        return new Failure(FailureCode.ofNumber(reply.failureCode()), message.substring(space + 1), retryAfterMs);
    }

    /** A registration that can be ended. */
    public static final class Subscription {
        private final MessageConsumer<?> consumer;
        private final Runnable onCancel;

        private Subscription(MessageConsumer<?> consumer) {
            this(consumer, () -> {});
        }

        private Subscription(MessageConsumer<?> consumer, Runnable onCancel) {
            this.consumer = consumer;
            this.onCancel = onCancel;
        }

        /** Completes when messages reach this consumer from every node. */
        public Future<Void> ready() {
            return consumer.completion();
        }

        /** Ends it. */
        public Future<Void> cancel() {
            if (consumer.isRegistered()) {
                onCancel.run();
            }
            return consumer.unregister();
        }
    }
}
