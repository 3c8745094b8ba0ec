package dev.verbatim.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private static final long TOO_LONG = TimeUnit.MILLISECONDS.toNanos(1_100);

    private final Vertx vertx = Vertx.vertx();
    private final Turns turns = Turns.watch(vertx);
    private final List<String> told = new ArrayList<>();

    @AfterEach
    void close() {
        turns.close();
        vertx.close().await();
    }

    private void awaitTold() {
        Awaitility.await().until(() -> told.addAll(turns.tooLong()));
    }

    private static long workedNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    @Test
    void whatWorksTooLongIsTold() {
        vertx.getOrCreateContext().runOnContext(turn -> {
            long from = workedNanos();
            while (workedNanos() - from < TOO_LONG) {
                Thread.onSpinWait();
            }
        });

        awaitTold();

        assertThat(told).hasSize(1).first().asString().contains("ms of the processor");
    }

    @Test
    void whatWaitsTooLongIsToldWhereItDoes() {
        CountDownLatch over = new CountDownLatch(1);
        vertx.getOrCreateContext().runOnContext(turn -> {
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        awaitTold();
        over.countDown();

        assertThat(told).first().asString().contains("CountDownLatch.await");
    }
}
