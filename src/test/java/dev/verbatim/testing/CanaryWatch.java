package dev.verbatim.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.slf4j.Marker;

/**
 * Looks at whatever anybody logs, at the finest level of every logger and whatever is printed of it: who asks whether a level is on hears yes, and
 * what is then logged is looked at and goes on to the level that is set. Nothing is formatted. Any thread.
 */
public final class CanaryWatch extends TurboFilter {
    /**
     * Stay at their levels: the JDK's HTTP client, with which tests speak, then writes its wire down; and the router each address as it was
     * asked for, with the tokens of those who put theirs into one although none is read there.
     */
    private static final List<String> NOT_AWAKENED = List.of("jdk.", "sun.", "io.vertx.ext.web.impl.RouterImpl");

    private final Consumer<String> onFound;

    /** Tells of each line that holds a canary, in its logger's thread. */
    public CanaryWatch(Consumer<String> onFound) {
        this.onFound = onFound;
    }

    /** Watches the loggers of this context from now on; once is enough. */
    public void install(LoggerContext context) {
        if (!context.getTurboFilterList().contains(this)) {
            start();
            context.addTurboFilter(this);
        }
    }

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String message,
            @Nullable Object @Nullable [] arguments,
            @Nullable Throwable thrown) {
        if (message == null && arguments == null && thrown == null) {
            return NOT_AWAKENED.stream().anyMatch(logger.getName()::startsWith)
                    ? FilterReply.NEUTRAL
                    : FilterReply.ACCEPT;
        }
        if (Canary.isIn(message)
                || Canary.isInAny(arguments)
                || Canary.isInThrown(thrown)
                || Canary.isInValues(MDC.getCopyOfContextMap())) {
            onFound.accept(level + " " + logger.getName() + " - " + message + " " + Arrays.toString(arguments)
                    + (thrown == null ? "" : " " + thrown));
        }
        return FilterReply.NEUTRAL;
    }
}
