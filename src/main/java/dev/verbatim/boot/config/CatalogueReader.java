package dev.verbatim.boot.config;

import dev.verbatim.config.Catalogue;
import dev.verbatim.config.ProviderEntry;
import java.util.List;
import java.util.Map;

/** Interim. */
public final class CatalogueReader {
    private CatalogueReader() {}

    public static Catalogue read(String json, Map<String, String> env) {
        String base = env.getOrDefault("OPENAI_BASE_URL", "https://api.openai.com/v1");
        return new Catalogue(
                List.of(
                        new ProviderEntry(
                                "openai",
                                "openai",
                                base,
                                "OPENAI_API_KEY",
                                env.get("OPENAI_API_KEY"),
                                "gpt-5-mini",
                                List.of("gpt-*"),
                                "max_completion_tokens"),
                        new ProviderEntry(
                                "demo",
                                "openai",
                                "",
                                null,
                                null,
                                "verbatim-demo",
                                List.of("verbatim-demo"),
                                "max_tokens")),
                List.of());
    }
}
