package dev.verbatim.llm;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What a class logs from now on, stack traces included. */
final class LogLines extends AppenderBase<ILoggingEvent> {
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private LogLines() {}

    static LogLines of(Class<?> owner) {
        LogLines lines = new LogLines();
        lines.start();
        Logger logger = (Logger) LoggerFactory.getLogger(owner);
        // A command tested before in this JVM may have turned the whole log down.
        logger.setLevel(Level.INFO);
        logger.addAppender(lines);
        return lines;
    }

    @Override
    protected void append(ILoggingEvent event) {
        lines.add(event.getFormattedMessage() + '\n' + ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }

    List<String> lines() {
        return List.copyOf(lines);
    }
}
