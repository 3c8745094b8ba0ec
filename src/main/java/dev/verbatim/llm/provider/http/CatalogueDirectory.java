package dev.verbatim.llm.provider.http;

import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.llm.provider.ProviderDirectory;
import dev.verbatim.llm.provider.ProviderStatus;
import dev.verbatim.llm.provider.Route;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The catalogue's providers that can be asked, in its order. Immutable but for their health; any thread. */
final class CatalogueDirectory implements ProviderDirectory {
    /** As models are named: letters, digits and a little punctuation, so that a name can be logged and sent anywhere. */
    private static final Pattern NAME = Pattern.compile("[\\w.:/@+~-]{1,128}");

    /** One way to ask, before it is known which come first. */
    private record Candidate(HttpProvider provider, String model) {}

    private final List<Upstream> upstreams;
    private final ModelTable models;
    private final List<String> fallback;
    private final Preference preference;

    CatalogueDirectory(List<Upstream> upstreams, ModelTable models, List<String> fallback, Preference preference) {
        this.upstreams = upstreams;
        this.models = models;
        this.fallback = fallback;
        this.preference = preference;
    }

    List<Upstream> upstreams() {
        return upstreams;
    }

    /** The same rules for another catalogue's providers. */
    CatalogueDirectory with(List<Upstream> others, ModelTable otherModels) {
        return new CatalogueDirectory(others, otherModels, fallback, preference);
    }

    @Override
    public List<Route> routes(List<String> wanted) {
        return routes(wanted, Upstream::inTurn);
    }

    @Override
    public Route resolve(@Nullable String model) {
        return routes(model == null ? List.of() : List.of(model), Upstream::byKey)
                .get(0);
    }

    private List<Route> routes(List<String> wanted, Function<Upstream, List<HttpProvider>> keys) {
        if (upstreams.isEmpty()) {
            throw new Failure(FailureCode.PROVIDER_UNAVAILABLE, "No model provider is configured.");
        }
        if (wanted.size() > MAX_CHAIN) {
            throw new Failure(FailureCode.INVALID_REQUEST, "More than " + MAX_CHAIN + " models are too many.");
        }
        List<String> named =
                wanted.stream().filter(model -> NAME.matcher(model).matches()).toList();
        if (named.isEmpty() && !wanted.isEmpty()) {
            throw new Failure(FailureCode.INVALID_REQUEST, "No model can have this name.");
        }
        Candidates candidates = new Candidates(keys);
        if (wanted.isEmpty()) {
            candidates.addDefaults();
        }
        Stream.concat(named.stream(), fallback.stream()).forEach(candidates::add);
        return inOrder(candidates.standIns);
    }

    /** What can be asked now comes first. */
    private List<Route> inOrder(Map<Candidate, Boolean> candidates) {
        List<Route> ready = new ArrayList<>();
        List<Route> resting = new ArrayList<>();
        candidates.forEach((candidate, standsIn) -> {
            boolean isReady = candidate.provider().isReady(candidate.model());
            (isReady ? ready : resting).add(route(candidate, standsIn));
        });
        ready.addAll(resting);
        return List.copyOf(ready);
    }

    private Route route(Candidate candidate, boolean standsIn) {
        String model = candidate.model();
        HttpProvider provider = candidate.provider();
        return new Route(provider.entry().name(), model, provider, models.limits(provider.entry(), model), standsIn);
    }

    private Upstream defaultUpstream() {
        return upstreams.stream()
                .filter(upstream -> !upstream.isOut())
                .findFirst()
                .orElse(upstreams.get(0));
    }

    @Override
    public @Nullable String defaultModel() {
        return upstreams.isEmpty() ? null : defaultUpstream().entry().defaultModel();
    }

    @Override
    public List<ProviderStatus> providers() {
        return upstreams.stream().map(Upstream::status).toList();
    }

    @Override
    public void close() {
        upstreams.forEach(Upstream::close);
    }

    /** Whom a request could ask, in the order of preference, and who of them would stand in for another. */
    private final class Candidates {
        private final Function<Upstream, List<HttpProvider>> keys;
        private final Map<Candidate, Boolean> standIns = new LinkedHashMap<>();

        private Candidates(Function<Upstream, List<HttpProvider>> keys) {
            this.keys = keys;
        }

        private void addDefaults() {
            for (Upstream upstream : upstreams) {
                if (standIns.isEmpty() || upstream.entry().place().standIn()) {
                    add(upstream, upstream.entry().defaultModel(), !standIns.isEmpty());
                }
            }
        }

        private void add(String model) {
            List<Upstream> serving = upstreams.stream()
                    .filter(upstream -> upstream.serves(model))
                    .toList();
            boolean later = !standIns.isEmpty();
            for (Preference.Ranked ranked : preference.of(serving.isEmpty() ? List.of(defaultUpstream()) : serving)) {
                add(ranked.upstream(), model, later || ranked.place() > 0);
            }
        }

        private void add(Upstream upstream, String model, boolean standsIn) {
            keys.apply(upstream).forEach(provider -> standIns.putIfAbsent(new Candidate(provider, model), standsIn));
        }
    }
}
