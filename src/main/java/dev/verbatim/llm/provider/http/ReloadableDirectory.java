package dev.verbatim.llm.provider.http;

import dev.verbatim.config.Catalogue;
import dev.verbatim.llm.provider.ProviderDirectory;
import dev.verbatim.llm.provider.ProviderStatus;
import dev.verbatim.llm.provider.Route;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The catalogue's providers, exchangeable while requests run. One whose entry and keys stay as they are keeps its connections, its breaker and its
 * rests; one that changed or went gets no more routes, finishes what runs, and is closed when nothing has run there for a while, because a reply may
 * still come back to a route that it was given. Any thread.
 */
public final class ReloadableDirectory implements ProviderDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(ReloadableDirectory.class);
    private static final long LOOKS = 10;
    private static final long MAX_QUIET_MS = 60_000;

    private final ProviderSetup setup;
    private volatile CatalogueDirectory current;

    ReloadableDirectory(ProviderSetup setup, CatalogueDirectory current) {
        this.setup = setup;
        this.current = current;
    }

    /** Takes the providers, keys, models and prices of a catalogue from now on. */
    public synchronized void reload(Catalogue catalogue) {
        List<Upstream> before = current.upstreams();
        CatalogueDirectory next = Providers.next(setup, catalogue, current);
        List<Upstream> after = next.upstreams();
        List<Upstream> gone =
                before.stream().filter(upstream -> !after.contains(upstream)).toList();
        // What is said of the old ones comes before anything that the new ones have to say.
        gone.forEach(Upstream::retire);
        current = next;
        gone.forEach(this::closeWhenQuiet);
        long begun =
                after.stream().filter(upstream -> !before.contains(upstream)).count();
        LOG.info("providers reloaded kept={} begun={} retired={}", after.size() - begun, begun, gone.size());
    }

    private void closeWhenQuiet(Upstream upstream) {
        long quietMs = Math.min(MAX_QUIET_MS, setup.limits().timeouts().totalMs());
        new Retirement(upstream, TimeUnit.MILLISECONDS.toNanos(quietMs)).begin(Math.max(1, quietMs / LOOKS));
    }

    @Override
    public List<Route> routes(List<String> models) {
        return current.routes(models);
    }

    @Override
    public Route resolve(@Nullable String model) {
        return current.resolve(model);
    }

    @Override
    public @Nullable String defaultModel() {
        return current.defaultModel();
    }

    @Override
    public List<ProviderStatus> providers() {
        return current.providers();
    }

    @Override
    public void close() {
        current.close();
    }

    /** One provider's last time; looked at by a timer, on one event loop. */
    private final class Retirement {
        private final Upstream upstream;
        private final long quietNanos;
        private long busyAt = setup.nanos().getAsLong();

        private Retirement(Upstream upstream, long quietNanos) {
            this.upstream = upstream;
            this.quietNanos = quietNanos;
        }

        private void begin(long lookMs) {
            setup.vertx().setPeriodic(lookMs, this::look);
        }

        private void look(long timer) {
            long now = setup.nanos().getAsLong();
            if (upstream.limit().running() > 0) {
                busyAt = now;
            } else if (now - busyAt >= quietNanos) {
                setup.vertx().cancelTimer(timer);
                upstream.close();
                LOG.debug(
                        "retired provider closed provider={}", upstream.entry().name());
            }
        }
    }
}
