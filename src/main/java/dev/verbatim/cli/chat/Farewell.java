package dev.verbatim.cli.chat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What is still said when the process is told to go, as by Ctrl-C: a turn like any other, for which the end of the JVM waits a second. Close it
 * where the conversation ends by itself.
 */
final class Farewell implements AutoCloseable {
    private static final long PATIENCE_MS = 1000;

    private final Thread hook;

    Farewell(Turns turns, Runnable words) {
        hook = new Thread(() -> say(turns, words), "farewell");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private static void say(Turns turns, Runnable words) {
        CountDownLatch said = new CountDownLatch(1);
        turns.add(() -> {
            words.run();
            said.countDown();
        });
        try {
            // Said in time or not, the process goes.
            boolean unused = said.await(PATIENCE_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException underWay) {
            // The process is going already, and it has been said.
        }
    }
}
