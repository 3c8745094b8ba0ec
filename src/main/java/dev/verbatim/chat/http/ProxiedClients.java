package dev.verbatim.chat.http;

import dev.verbatim.chat.connection.Network;
import java.util.function.LongSupplier;

/**
 * Clients that a proxy which is believed names: their connections end at the proxy, so that what is counted is what each has open through it,
 * a WebSocket or a SockJS session, with the same limits per address as for those who come by themselves. Any thread.
 */
final class ProxiedClients {
    private final Admissions admissions;
    private final LongSupplier monotonicMs;

    ProxiedClients(Admissions admissions, LongSupplier monotonicMs) {
        this.admissions = admissions;
        this.monotonicMs = monotonicMs;
    }

    /** Counts one in; false: it is one too many, and not counted. Who comes by themselves has been counted already. */
    boolean enter(Visitor visitor) {
        return !isCounted(visitor) || admissions.admitsFrom(Network.of(visitor.address()), monotonicMs.getAsLong());
    }

    /** Counts one out that was let in. */
    void left(Visitor visitor) {
        if (isCounted(visitor)) {
            admissions.leftFrom(Network.of(visitor.address()), monotonicMs.getAsLong());
        }
    }

    private static boolean isCounted(Visitor visitor) {
        return visitor.vouched() && visitor.one();
    }
}
