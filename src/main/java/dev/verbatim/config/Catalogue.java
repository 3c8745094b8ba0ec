package dev.verbatim.config;

import java.util.List;

/**
 * The providers and models that this gateway can ask, as {@code conf/models.json} lists them, with addresses and keys filled in from
 * the environment.
 *
 * @param providers in order of preference
 * @param models exact names before patterns
 */
public record Catalogue(List<ProviderEntry> providers, List<ModelEntry> models) {}
