package dev.verbatim.boot;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The log's two forms, as {@code conf/logback.xml} defines them: what a person wrote stays within the line that speaks of it. */
class LogFormatTest {
    private static final List<String> HOSTILE = List.of(
            "a\r\nERROR forged",
            "a\u001b[2Jb",
            "a\u009b31mb",
            "a\u2028b",
            "${jndi:ldap://x}",
            "\"},{\"level\":\"ERROR\"");

    @ParameterizedTest
    @ValueSource(strings = {"text", "json"})
    void anEventIsOneLineWhateverPeopleWrote(String format) throws JoranException {
        for (String hostile : HOSTILE) {
            String line = encoded(format, "token refused name=\"{}\"", null, hostile);

            assertThat(line.stripTrailing()).doesNotContain("\n", "\r", "\u001b");
            assertThat(line).endsWith("\n");
        }
    }

    @Test
    void jsonHasTheEventWholeAndNothingElse() throws JoranException {
        for (String hostile : HOSTILE) {
            JsonObject event = new JsonObject(encoded("json", "token refused name=\"{}\"", null, hostile));

            assertThat(event.getString("level")).isEqualTo("WARN");
            assertThat(event.getString("formattedMessage")).isEqualTo("token refused name=\"" + hostile + "\"");
            assertThat(event.fieldNames())
                    .containsExactlyInAnyOrder(
                            "timestamp", "level", "threadName", "loggerName", "formattedMessage", "throwable");
        }
    }

    @Test
    void aStackTraceIsPartOfItsLine() throws JoranException {
        Exception cause = new IllegalStateException("over\ntwo lines", new IllegalArgumentException("the\rreason"));

        String line = encoded("json", "start failed", cause);

        assertThat(line.stripTrailing()).doesNotContain("\n", "\r");
        assertThat(new JsonObject(line).getJsonObject("throwable").getString("message"))
                .isEqualTo("over\ntwo lines");
    }

    @Test
    void aStackTraceIsPartOfItsLineInTextToo() throws JoranException {
        Exception cause = new IllegalStateException("over\r\n2026-11-22T10:00:00.000Z INFO  audit - event=forged");

        String line = encoded("text", "start failed", cause);

        assertThat(line.stripTrailing()).doesNotContain("\n", "\r");
        assertThat(line)
                .contains("start failed", "IllegalStateException: over", "at dev.verbatim.boot")
                .endsWith("\n");
    }

    @Test
    void whatIsAuditedIsAlwaysWritten() throws JoranException {
        LoggerContext context = configured(Map.of("VERBATIM_LOG_LEVEL", "ERROR"));

        assertThat(context.getLogger("audit").getEffectiveLevel()).isEqualTo(Level.INFO);
    }

    @Test
    void levelsComeFromTheEnvironmentForVerbatimAlone() throws JoranException {
        LoggerContext context = configured(Map.of("VERBATIM_LOG_LEVEL", "DEBUG"));

        assertThat(context.getLogger("dev.verbatim.chat").getEffectiveLevel()).isEqualTo(Level.DEBUG);
        assertThat(context.getLogger("io.vertx.core").getEffectiveLevel()).isEqualTo(Level.WARN);
        assertThat(configured(Map.of()).getLogger("dev.verbatim").getLevel()).isEqualTo(Level.INFO);
    }

    private static String encoded(String format, String message, Throwable cause, Object... arguments)
            throws JoranException {
        LoggerContext context = configured(Map.of("VERBATIM_LOG_FORMAT", format));
        Logger logger = context.getLogger("dev.verbatim.chat.Door");
        ConsoleAppender<ILoggingEvent> appender = (ConsoleAppender<ILoggingEvent>)
                context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).getAppender(format);
        LoggingEvent event =
                new LoggingEvent(LogFormatTest.class.getName(), logger, Level.WARN, message, cause, arguments);
        return new String(appender.getEncoder().encode(event), StandardCharsets.UTF_8);
    }

    private static LoggerContext configured(Map<String, String> environment) throws JoranException {
        LoggerContext context = new LoggerContext();
        environment.forEach(context::putProperty);
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(LogFormatTest.class.getResource("/logback.xml"));
        return context;
    }
}
