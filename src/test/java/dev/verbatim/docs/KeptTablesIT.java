package dev.verbatim.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.testing.Tables;
import dev.verbatim.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every table of the database is either let go of in time or has a reason to stay, and operate.md says which. */
class KeptTablesIT {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| ((?:`[a-z_]+`(?:, )?)+) \\|");
    private static final Pattern NAME = Pattern.compile("`([a-z_]+)`");

    @Test
    void operatorsAreToldOfEveryTable() throws IOException {
        Tables tables = new Tables(TestPostgres.freshDatabase());

        Set<String> there = tables
                .rows(
                        "select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'")
                .stream()
                .map(row -> row.getString("table_name"))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(there).isNotEmpty();
        assertThat(told()).containsAll(there);
    }

    private static Set<String> told() throws IOException {
        String page = Files.readString(Path.of("src/docs/operate.md"));
        int from = page.indexOf("## What is kept");
        String section = page.substring(from, page.indexOf("\n## ", from));
        Set<String> names = new TreeSet<>();
        for (Matcher row = ROW.matcher(section); row.find(); ) {
            for (Matcher name = NAME.matcher(row.group(1)); name.find(); ) {
                names.add(name.group(1));
            }
        }
        return names;
    }
}
