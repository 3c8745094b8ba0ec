package dev.verbatim.testing;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;

/** Has a {@link GatewayProcess} watched from its first line; what it finds it says on its standard output, which its test reads. */
public final class CanaryConfigurator extends ContextAwareBase implements Configurator {
    /** The JVM's property that asks for it. */
    static final String ASKED = "verbatim.canaries";

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (Boolean.getBoolean(ASKED)) {
            new CanaryWatch(System.out::println).install(context);
        }
        return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
}
