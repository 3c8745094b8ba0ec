package dev.verbatim.chat.session;

import dev.verbatim.contract.Failure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a session tells its client of a failure; what nobody expected is logged here, where one gives up. */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    static Failure logged(Throwable cause) {
        Failure failure = Failure.of(cause);
        if (failure != cause) {
            LOG.error("request failed unexpectedly", cause);
        }
        return failure;
    }
}
