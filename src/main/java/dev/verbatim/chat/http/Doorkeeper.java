package dev.verbatim.chat.http;

import dev.verbatim.chat.audit.AuditEvent;
import dev.verbatim.chat.audit.AuditLog;
import dev.verbatim.chat.connection.Backlog;
import dev.verbatim.chat.connection.Network;
import dev.verbatim.config.HttpLimits;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Stands before everything else: closes connections that are too many before they cost more than an accept, and gives those that come in
 * a {@link RequestDeadline} and {@link UntakenAnswers}. On the event loop of its verticle. Refusals are logged as a number, since their senders decide how many there are.
 */
final class Doorkeeper implements Handler<HttpConnection> {
    private static final long SWEEP_MS = 10_000;

    private final Admissions admissions;
    private final Set<String> proxies;
    private final AuditLog audit;
    private final long requestMs;
    private final Backlog backlog;
    private final LongSupplier monotonicMs;

    Doorkeeper(Vertx vertx, HttpLimits limits, Backlog backlog, AuditLog audit, LongSupplier monotonicMs) {
        this.backlog = backlog;
        this.audit = audit;
        this.admissions = Admissions.of(vertx, limits);
        this.proxies = limits.proxies();
        this.requestMs = limits.requestMs();
        this.monotonicMs = monotonicMs;
        vertx.setPeriodic(SWEEP_MS, fired -> sweep());
    }

    @Override
    public void handle(HttpConnection connection) {
        // Only there is the channel itself, which outlives the upgrade to a WebSocket.
        ChannelHandlerContext last = ((HttpServerConnection) connection).channelHandlerContext();
        Channel channel = last.channel();
        String address = addressOf(channel);
        if (!admissions.admit(address, monotonicMs.getAsLong())) {
            ChannelFuture unused = last.close();
            return;
        }
        channel.closeFuture().addListener(closed -> admissions.left(address, monotonicMs.getAsLong()));
        channel.pipeline()
                .addBefore(last.name(), null, new RequestDeadline(requestMs))
                .addBefore(last.name(), null, UntakenAnswers.of(channel, backlog));
    }

    /** A proxy goes by its address, whoever else is in its network. */
    private String addressOf(Channel channel) {
        if (!(channel.remoteAddress() instanceof InetSocketAddress socket)) {
            return "";
        }
        String address = socket.getAddress().getHostAddress();
        return proxies.contains(address) ? address : Network.of(socket.getAddress());
    }

    private void sweep() {
        admissions.forget(monotonicMs.getAsLong());
        int refused = admissions.takeRefused();
        if (refused > 0) {
            audit.record(AuditEvent.CONNECTIONS_REFUSED, "", refused + " of " + admissions.open());
        }
    }
}
