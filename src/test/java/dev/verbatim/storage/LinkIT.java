package dev.verbatim.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.verbatim.testing.TestPostgres;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LinkIT {
    private static final long LIMIT_MS = 300;

    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();

    @AfterEach
    void close() {
        StorageRoom.get(vertx.close());
    }

    @Test
    void connectThatGotLostIsTriedAgainSoon() {
        CuttingProxy wire = new CuttingProxy(vertx, TestPostgres.freshDatabase());
        wire.muteNext(1);
        Link link = new Link(vertx, ConnectOptions.of(wire.url(), LIMIT_MS), LIMIT_MS);

        boolean first = answers(link);

        assertThat(first).isFalse();
        await().until(() -> answers(link));
    }

    @Test
    void connectsThatGetLostAgainAndAgainAreGivenMoreTime() {
        CuttingProxy wire = new CuttingProxy(vertx, TestPostgres.freshDatabase());
        wire.muteNext(Integer.MAX_VALUE);
        Link link = new Link(vertx, ConnectOptions.of(wire.url(), LIMIT_MS), LIMIT_MS);

        long from = System.nanoTime();
        for (int i = 0; i < 10; i++) {
            answers(link);
        }

        // Each is given twice the time of the one before it, and all but the last have had theirs.
        long passedMs = Duration.ofNanos(System.nanoTime() - from).toMillis() + 1;
        assertThat(wire.muted()).isGreaterThanOrEqualTo(2);
        assertThat(LIMIT_MS * ((1L << (wire.muted() - 1)) - 1)).isLessThanOrEqualTo(passedMs);
    }

    /** Work may begin with something that is there already; its limit still belongs to who asked, and so does all that follows. */
    @Test
    void whatTakesTooLongIsToldOnTheLoopThatAsked() {
        Link link = new Link(vertx, ConnectOptions.of(TestPostgres.freshDatabase(), 60_000), LIMIT_MS);
        await().until(() -> answers(link));
        Promise<String> told = Promise.promise();

        loop.runOnContext(turn -> {
            String asked = Thread.currentThread().getName();
            link.use(connection -> Future.succeededFuture()
                            .compose(ready ->
                                    connection.query("select pg_sleep(3)").execute()))
                    .onFailure(late -> told.complete(
                            asked.equals(Thread.currentThread().getName())
                                    ? "here"
                                    : Thread.currentThread().getName()));
        });

        assertThat(StorageRoom.get(told.future())).isEqualTo("here");
    }

    private boolean answers(Link link) {
        Promise<Boolean> answered = Promise.promise();
        loop.runOnContext(
                turn -> link.use(connection -> connection.query("select 1").execute())
                        .transform(rows -> Future.succeededFuture(rows.succeeded()))
                        .onComplete(answered));
        return StorageRoom.get(answered.future());
    }
}
