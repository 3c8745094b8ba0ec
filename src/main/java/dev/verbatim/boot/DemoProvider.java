package dev.verbatim.boot;

import dev.verbatim.config.Catalogue;
import dev.verbatim.config.DemoProviderSettings;
import dev.verbatim.config.ProviderEntry;
import dev.verbatim.demo.DemoSettings;
import dev.verbatim.demo.DemoVerticle;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The provider without a model: run where the settings want it, and entered into the catalogue at the address it got. */
final class DemoProvider {
    /** Its name in the catalogue. */
    static final String NAME = "demo";

    private final Vertx vertx;
    private final DemoProviderSettings settings;
    private volatile @Nullable String baseUrl;

    DemoProvider(Vertx vertx, DemoProviderSettings settings) {
        this.vertx = vertx;
        this.settings = settings;
    }

    /** The catalogue with the demo provider's address, if it runs; without the entry, if not. */
    Future<Catalogue> enteredInto(Catalogue catalogue) {
        if (!isWanted(catalogue)) {
            return Future.succeededFuture(without(catalogue));
        }
        String running = baseUrl;
        if (running != null) {
            return Future.succeededFuture(at(catalogue, running));
        }
        DemoVerticle demo = new DemoVerticle(new DemoSettings(0, settings.tokensPerSecond()));
        return vertx.deployVerticle(demo).map(id -> at(catalogue, listening(demo.port())));
    }

    private String listening(int port) {
        String address = "http://127.0.0.1:" + port + "/v1";
        baseUrl = address;
        return address;
    }

    private boolean isWanted(Catalogue catalogue) {
        return switch (settings.presence()) {
            case ALWAYS -> true;
            case NEVER -> false;
            case AUTO ->
                catalogue.providers().stream()
                        .filter(entry -> !entry.name().equals(NAME))
                        .noneMatch(DemoProvider::canAnswer);
        };
    }

    /** Whether requests could be sent there at all. */
    static boolean canAnswer(ProviderEntry entry) {
        return entry.usable() && !entry.baseUrl().isEmpty();
    }

    private static Catalogue without(Catalogue catalogue) {
        List<ProviderEntry> others = catalogue.providers().stream()
                .filter(entry -> !entry.name().equals(NAME))
                .toList();
        return new Catalogue(others, catalogue.models());
    }

    private static Catalogue at(Catalogue catalogue, String baseUrl) {
        List<ProviderEntry> entries = catalogue.providers().stream()
                .map(entry -> entry.name().equals(NAME) ? entry.withBaseUrl(baseUrl) : entry)
                .toList();
        return new Catalogue(entries, catalogue.models());
    }
}
