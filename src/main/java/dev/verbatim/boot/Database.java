package dev.verbatim.boot;

import dev.verbatim.boot.postgres.PostgresPlace;
import dev.verbatim.boot.postgres.PostgresSupervisor;
import dev.verbatim.config.DatabaseSettings;
import org.jspecify.annotations.Nullable;

/** The Postgres of this gateway: the operator's, or an embedded one that lives and ends with the process. Starting and closing block. */
public final class Database implements AutoCloseable {
    private final String url;
    private final String place;
    private final @Nullable PostgresSupervisor embedded;

    private Database(String url, String place, @Nullable PostgresSupervisor embedded) {
        this.url = url;
        this.place = place;
        this.embedded = embedded;
    }

    /** The database that the settings name, started if it is ours. */
    public static Database start(DatabaseSettings settings) {
        String url = settings.url();
        if (url != null) {
            return new Database(url, "the Postgres of DATABASE_URL", null);
        }
        PostgresSupervisor embedded = PostgresSupervisor.start(PostgresPlace.in(settings.dataDir()));
        String place = settings.dataDir().toAbsolutePath().normalize() + " (embedded Postgres)";
        return new Database(embedded.url(), place, embedded);
    }

    /** Holds a password: not for logs. */
    public String url() {
        return url;
    }

    /** Where the data lives, for people. */
    public String place() {
        return place;
    }

    public boolean isEmbedded() {
        return embedded != null;
    }

    @Override
    public void close() {
        if (embedded != null) {
            embedded.close();
        }
    }
}
