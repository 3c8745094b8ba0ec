package dev.verbatim.chat.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class SockJsConnectionTest {
    /** A room that writes to all who look goes on to the next of its answers, and is not closed under its hands by the last who leaves. */
    @Test
    void whoListensHearsOfTheEndInATurnOfItsOwn(Vertx vertx) {
        List<String> told = new CopyOnWriteArrayList<>();
        Context loop = vertx.getOrCreateContext();

        loop.runOnContext(turn -> {
            SockJsConnection line = new SockJsConnection(vertx, new TurnFlush(loop), "127.0.0.1");
            line.listen(text -> {}, () -> told.add("it is gone"));
            line.abort();
            told.add("written to all");
        });

        Awaitility.await().until(() -> told.size() == 2);
        assertThat(told).containsExactly("written to all", "it is gone");
    }
}
