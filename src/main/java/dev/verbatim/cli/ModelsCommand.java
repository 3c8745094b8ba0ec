package dev.verbatim.cli;

import dev.verbatim.boot.config.CatalogueReader;
import dev.verbatim.boot.config.SecretFiles;
import dev.verbatim.boot.config.SettingsFiles;
import dev.verbatim.config.Catalogue;
import dev.verbatim.config.ModelEntry;
import dev.verbatim.config.Price;
import dev.verbatim.config.ProviderEntry;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "models",
        description = "Lists the model catalogue: who can be asked, for what price (USD per million tokens).",
        mixinStandardHelpOptions = true)
final class ModelsCommand implements Callable<Integer> {
    private static final int PICO_DIGITS = 6;

    private final Shell shell;

    @Mixin
    private JsonOption json = new JsonOption();

    @Option(names = "--usable", description = "Only what can be asked with the keys that are set.")
    private boolean usableOnly;

    ModelsCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        Map<String, String> environment = SecretFiles.resolved(shell.environment());
        Catalogue catalogue = CatalogueReader.read(SettingsFiles.catalogue(environment), environment);
        if (json.isSet()) {
            JsonOption.print(
                    shell,
                    new JsonObject().put("providers", providers(catalogue)).put("models", models(catalogue)));
        } else {
            printProviders(catalogue);
            shell.out().println();
            printModels(catalogue);
        }
        return ExitCode.OK;
    }

    private boolean isShown(@Nullable ProviderEntry provider) {
        return provider != null && (!usableOnly || isUsable(provider));
    }

    // The demo provider gets its address when it starts.
    private static boolean isUsable(ProviderEntry provider) {
        return provider.usable()
                && (!provider.baseUrl().isEmpty() || provider.keyEnvs().isEmpty());
    }

    private static String standing(ProviderEntry provider) {
        if (isUsable(provider)) {
            return "usable";
        }
        return provider.usable() ? "no address" : "set " + String.join(" or ", provider.keyEnvs());
    }

    private void printProviders(Catalogue catalogue) {
        TextTable table = new TextTable("PROVIDER", "STANDING", "PROTOCOL", "DEFAULT MODEL");
        catalogue.providers().stream()
                .filter(this::isShown)
                .forEach(provider ->
                        table.row(provider.name(), standing(provider), provider.protocol(), provider.defaultModel()));
        table.print(shell.out());
    }

    private void printModels(Catalogue catalogue) {
        TextTable table = new TextTable("MODEL", "PROVIDER", "INPUT", "OUTPUT", "CONTEXT", "MAX OUTPUT");
        catalogue.models().stream()
                .filter(model -> isShown(providerOf(catalogue, model)))
                .forEach(model -> addRow(table, model));
        table.print(shell.out());
    }

    private static void addRow(TextTable table, ModelEntry model) {
        Price price = model.price();
        table.row(
                model.pattern(),
                model.provider(),
                price == null ? "unknown" : usd(price.input()),
                price == null ? "unknown" : usd(price.output()),
                Integer.toString(model.contextWindow()),
                Integer.toString(model.maxOutputTokens()));
    }

    private static @Nullable ProviderEntry providerOf(Catalogue catalogue, ModelEntry model) {
        return catalogue.providers().stream()
                .filter(provider -> provider.name().equals(model.provider()))
                .findFirst()
                .orElse(null);
    }

    private JsonArray providers(Catalogue catalogue) {
        JsonArray array = new JsonArray();
        catalogue.providers().stream()
                .filter(this::isShown)
                .forEach(provider -> array.add(new JsonObject()
                        .put("name", provider.name())
                        .put("usable", isUsable(provider))
                        .put("keyEnvs", new JsonArray(provider.keyEnvs()))
                        .put("protocol", provider.protocol())
                        .put("defaultModel", provider.defaultModel())));
        return array;
    }

    private JsonArray models(Catalogue catalogue) {
        JsonArray array = new JsonArray();
        catalogue.models().stream()
                .filter(model -> isShown(providerOf(catalogue, model)))
                .forEach(model -> array.add(new JsonObject()
                        .put("model", model.pattern())
                        .put("provider", model.provider())
                        .put("contextWindow", model.contextWindow())
                        .put("maxOutputTokens", model.maxOutputTokens())
                        .put("price", price(model.price()))));
        return array;
    }

    private static @Nullable JsonObject price(@Nullable Price price) {
        return price == null
                ? null
                : new JsonObject()
                        .put("currency", "USD")
                        .put("perTokens", 1_000_000)
                        .put("input", usd(price.input()))
                        .put("output", usd(price.output()))
                        .put("cacheRead", usd(price.cacheRead()))
                        .put("cacheWrite", usd(price.cacheWrite()))
                        .put("asOf", price.date());
    }

    /** Pico-USD per token are micro-USD per million of them. */
    private static String usd(long picoPerToken) {
        BigDecimal usd = BigDecimal.valueOf(picoPerToken, PICO_DIGITS).stripTrailingZeros();
        return usd.setScale(Math.max(0, usd.scale())).toPlainString();
    }
}
