package dev.verbatim.testing;

import java.net.URI;
import java.net.URISyntaxException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The databases that gateways of the tests have used, to be looked through for keys, secrets and signed tokens when a test class is over. People's
 * words belong there. Any thread.
 */
final class StoredSecrets {
    private static final Queue<String> USED = new ConcurrentLinkedQueue<>();
    private static final String TABLES = "select table_name as t from information_schema.tables"
            + " where table_schema = 'public' and table_type = 'BASE TABLE' order by 1";
    private static final String HOLDS =
            "select '%1$s' as t where exists (select 1 from \"%1$s\" x where x::text like '%%"
                    + Canary.WORD + "-key%%' or x::text like '%%" + Canary.WORD + "-secret%%'"
                    + " or (x::text like '%%eyJ%%' and x::text ~ '" + Canary.SIGNED + "'))";

    private StoredSecrets() {}

    /** A gateway uses this one; null: one of its own. */
    static void expectNoneIn(@Nullable String databaseUrl) {
        if (databaseUrl != null && isAddress(databaseUrl) && !USED.contains(databaseUrl)) {
            USED.add(databaseUrl);
        }
    }

    /** Some gateways are given what no database can be at. */
    private static boolean isAddress(String databaseUrl) {
        try {
            URI url = new URI(databaseUrl);
            return url.getHost() != null && String.valueOf(url.getScheme()).startsWith("postgres");
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** The tables that hold one, of the databases used since the last time. */
    static List<String> found() {
        List<String> found = new ArrayList<>();
        for (String url = USED.poll(); url != null; url = USED.poll()) {
            found.addAll(holders(url));
        }
        return found;
    }

    private static List<String> holders(String url) {
        Rows rows = Rows.of(url);
        try {
            String holds = rows.all(TABLES).stream()
                    .map(table -> HOLDS.formatted(table.get("t")))
                    .collect(Collectors.joining(" union all "));
            return holds.isEmpty()
                    ? List.of()
                    : rows.all(holds).stream()
                            .map(table -> url + " " + table.get("t"))
                            .toList();
        } catch (IllegalStateException e) {
            if (e.getCause() instanceof SQLException cause && isGone(cause)) {
                return List.of();
            }
            throw e;
        }
    }

    /** A server of the test's own, which ended with it; one that lets nobody in, or has no such database. */
    private static boolean isGone(SQLException cause) {
        String state = String.valueOf(cause.getSQLState());
        return state.startsWith("08") || state.startsWith("28") || state.startsWith("57P") || state.equals("3D000");
    }
}
