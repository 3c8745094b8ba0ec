package dev.verbatim.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the truth lives.
 *
 * @param url a {@code postgresql://} URL; null: an embedded Postgres below the data directory
 * @param dataDir where the embedded database and the made secret live
 */
public record DatabaseSettings(@Nullable String url, Path dataDir) {}
