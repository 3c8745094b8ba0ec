package dev.verbatim.bench;

import io.netty.channel.EventLoopGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Chats with a room each. */
final class Chats implements Crowd {
    private static final long UNPACED_SPREAD_MICROS = 200_000;

    private final Scenario scenario;
    private final List<Chat> chats = new ArrayList<>();
    private final List<Visitor> visitors = new ArrayList<>();

    Chats(Load load, String salt) {
        this.scenario = load.scenario();
        for (int i = 0; i < scenario.connections(); i++) {
            Chat chat = new Chat(load);
            chats.add(chat);
            visitors.add(new Visitor(load, "bench-" + salt + "-" + i, chat));
        }
    }

    @Override
    public List<Visitor> visitors() {
        return visitors;
    }

    /** One after the other, over the length of one answer, so that they do not go in step. */
    @Override
    public void start(EventLoopGroup loop) {
        long answerMicros = (long) scenario.tokens() * scenario.delayMicros();
        long spread = answerMicros == 0 ? UNPACED_SPREAD_MICROS : answerMicros;
        for (int i = 0; i < chats.size(); i++) {
            loop.schedule(chats.get(i)::ask, spread * i / chats.size(), TimeUnit.MICROSECONDS)
                    .addListener(EventLoops::rethrow);
        }
    }
}
