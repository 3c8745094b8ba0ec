package dev.verbatim.llm.provider.http;

import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.llm.provider.ProviderDirectory;
import dev.verbatim.llm.provider.ProviderState;
import dev.verbatim.llm.provider.ProviderStatus;
import dev.verbatim.llm.provider.Route;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The catalogue's providers that can be asked, in its order. Immutable but for their health; any thread. */
final class CatalogueDirectory implements ProviderDirectory {
    /** As models are named: letters, digits and a little punctuation, so that a name can be logged and sent anywhere. */
    private static final Pattern NAME = Pattern.compile("[\\w.:/@+~-]{1,128}");

    private record Member(HttpProvider provider, List<ModelPattern> patterns) {
        static Member of(HttpProvider provider) {
            return new Member(
                    provider,
                    provider.entry().patterns().stream().map(ModelPattern::of).toList());
        }

        boolean serves(String model) {
            return patterns.stream().anyMatch(pattern -> pattern.matches(model));
        }

        boolean isOut() {
            return provider.health().state() == ProviderState.OUT;
        }
    }

    private final List<Member> members;
    private final ModelTable models;

    CatalogueDirectory(List<HttpProvider> providers, ModelTable models) {
        this.members = providers.stream().map(Member::of).toList();
        this.models = models;
    }

    @Override
    public Route resolve(@Nullable String model) {
        Member byDefault = defaultMember();
        if (byDefault == null) {
            throw new Failure(FailureCode.PROVIDER_UNAVAILABLE, "No model provider is configured.");
        }
        if (model == null) {
            return route(byDefault, byDefault.provider().entry().defaultModel());
        }
        if (!NAME.matcher(model).matches()) {
            throw new Failure(FailureCode.INVALID_REQUEST, "No model can have this name.");
        }
        Member member =
                members.stream().filter(any -> any.serves(model)).findFirst().orElse(byDefault);
        return route(member, model);
    }

    private Route route(Member member, String model) {
        String name = member.provider().entry().name();
        return new Route(name, model, member.provider(), models.limits(name, model));
    }

    private @Nullable Member defaultMember() {
        return members.stream()
                .filter(member -> !member.isOut())
                .findFirst()
                .or(() -> members.stream().findFirst())
                .orElse(null);
    }

    @Override
    public @Nullable String defaultModel() {
        Member member = defaultMember();
        return member == null ? null : member.provider().entry().defaultModel();
    }

    @Override
    public List<ProviderStatus> providers() {
        return members.stream().map(CatalogueDirectory::status).toList();
    }

    private static ProviderStatus status(Member member) {
        HttpProvider provider = member.provider();
        return new ProviderStatus(
                provider.entry().name(),
                provider.entry().defaultModel(),
                provider.endpoint().shownUrl(),
                provider.health().state());
    }

    @Override
    public void close() {
        members.forEach(member -> member.provider().close());
    }
}
