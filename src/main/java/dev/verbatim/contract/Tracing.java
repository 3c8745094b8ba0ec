package dev.verbatim.contract;

import io.vertx.core.MultiMap;
import io.vertx.core.shareddata.Shareable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Follows a message from room to room, also to other nodes, as the spans of one trace. Whoever assembles a node may set one ({@link
 * MessageBus#trace}); without it nothing is followed and nothing paid. No span holds a word of a conversation. Any thread.
 */
public interface Tracing extends Shareable {
    /** Something begins that comes from outside: the root of a trace. */
    Span root(String name);

    /** Something begins below whatever the current context belongs to. */
    Span span(String name);

    /** A question goes to another room; what its headers get lets the other side go on. */
    Span asked(String address, MultiMap headers);

    /** A message goes out that begins work elsewhere. */
    void sent(MultiMap headers);

    /** What is done in the current context from now on belongs to the message with these headers. */
    void received(MultiMap headers);

    /** Something with a beginning and an end. */
    interface Span {
        /** A root of nothing. */
        Span NONE = new Span() {
            @Override
            public <T> T within(Supplier<T> work) {
                return work.get();
            }

            @Override
            public void end(@Nullable Throwable cause) {
                // Nobody follows.
            }
        };

        /** Does some work that belongs to it, with what the work begins and waits for. */
        <T> T within(Supplier<T> work);

        /**
         * It is over.
         *
         * @param cause null: it went well
         */
        void end(@Nullable Throwable cause);
    }
}
