package dev.verbatim.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/**
 * What everybody in this JVM logs while it is open, from INFO on and stack traces included, whatever a command that was tested before has
 * left as the level. Any thread.
 */
public final class LogCapture extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    private final Level before = root.getLevel();
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private LogCapture() {}

    /** Listens from now on. */
    public static LogCapture open() {
        LogCapture capture = new LogCapture();
        capture.start();
        if (!capture.root.isInfoEnabled()) {
            capture.root.setLevel(Level.INFO);
        }
        capture.root.addAppender(capture);
        return capture;
    }

    @Override
    protected void append(ILoggingEvent event) {
        lines.add(event.getFormattedMessage() + '\n' + ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }

    /** Every line so far. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void close() {
        root.detachAppender(this);
        root.setLevel(before);
        stop();
    }
}
