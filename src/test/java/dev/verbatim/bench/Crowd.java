package dev.verbatim.bench;

import io.netty.channel.EventLoopGroup;
import java.util.List;

/** The visitors of one scenario, and what makes them begin. */
interface Crowd {
    List<Visitor> visitors();

    /** Begins the questions, once every visitor has joined; returns at once. */
    void start(EventLoopGroup loop);

    /**
     * A crowd that has not connected yet.
     *
     * @param salt tells its rooms from those of another run
     */
    static Crowd of(Load load, String salt) {
        return switch (load.scenario().kind()) {
            case CHATS, FAILOVER, PERSIST, HEAP -> new Chats(load, salt);
            case FANOUT -> new Audience(load, salt);
            case IDLE -> new Sleepers(load, salt);
        };
    }
}
