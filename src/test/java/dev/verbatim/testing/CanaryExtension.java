package dev.verbatim.testing;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Around every test class of the suite, as {@code src/test/canaries} has it: fails it where something was logged that is a {@link Canary}, in this JVM or in
 * a {@link GatewayProcess}, where a gateway has stored a secret, or where a thread is named after one. What {@code CanaryIT} looks at beside that
 * (metrics, frames, all threads) is looked at once.
 */
public final class CanaryExtension implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {
    private final Queue<String> found = new ConcurrentLinkedQueue<>();
    private final CanaryWatch watch = new CanaryWatch(found::add);
    private final LoggerContext loggers;

    /** Watches this JVM's loggers. */
    public CanaryExtension() {
        this((LoggerContext) LoggerFactory.getILoggerFactory());
    }

    CanaryExtension(LoggerContext loggers) {
        this.loggers = loggers;
    }

    @Override
    public void beforeAll(ExtensionContext test) {
        watch.install(loggers);
    }

    /** Commands set the log up anew, and with it who watches. */
    @Override
    public void beforeEach(ExtensionContext test) {
        watch.install(loggers);
    }

    @Override
    public void afterAll(ExtensionContext test) {
        List<String> logged = new ArrayList<>();
        for (String line = found.poll(); line != null; line = found.poll()) {
            logged.add(line);
        }

        assertThat(logged).as("logged secrets and words").isEmpty();
        assertThat(StoredSecrets.found()).as("tables with secrets").isEmpty();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .as("names of threads")
                .noneMatch(Canary::isIn);
    }
}
