package dev.verbatim.contract;

import org.jspecify.annotations.Nullable;

/**
 * The way to one consumer of many messages, which it gets in the order in which they are sent: over the bus or, where it has an {@link Inbox}
 * of the sender's event loop, through that. Belongs to the event loop that made it.
 */
public final class Line<T> {
    private final MessageBus bus;
    private final Topic<T> topic;
    private final Inbox.@Nullable Near<T> near;
    private final long openFrom;

    Line(MessageBus bus, Topic<T> topic, Inbox.@Nullable Near<T> near) {
        this.bus = bus;
        this.topic = topic;
        this.near = near != null && near.inbox().isNear() ? near : null;
        this.openFrom = this.near == null ? 0 : this.near.inbox().nextTurn();
    }

    /** Sends to the consumer; nobody answers. */
    public void send(T message) {
        // What the bus has been given before, in this turn, is not overtaken by an inbox that was to be emptied
        // already.
        if (near != null && near.inbox().turn() >= openFrom) {
            near.inbox().add(near.handler(), message);
        } else {
            bus.send(topic, message);
        }
    }
}
