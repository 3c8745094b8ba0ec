package dev.verbatim.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.chat.wire.CloseCode;
import dev.verbatim.chat.wire.EventKind;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.testing.WireContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tables of the README are what the code says. */
class ReadmeTest {
    private static final Pattern CODE = Pattern.compile("`([a-z_]+)`");
    private static final Pattern NUMBER = Pattern.compile("\\b([14]\\d{3})\\b");
    private static final Pattern VARIABLE =
            Pattern.compile("`((?:VERBATIM|OPENAI|ANTHROPIC|OTEL)_[A-Z_]+|PORT|OPS_PORT|DATABASE_URL)`");

    private static List<String> lines = List.of();

    @BeforeAll
    static void read() throws IOException {
        lines = Files.readAllLines(Path.of("README.md"));
    }

    /** The first cells of a table, and the second, by its heading. */
    private static Map<String, String> table(String heading) {
        return table(lines, heading);
    }

    private static Map<String, String> table(List<String> readme, String heading) {
        Map<String, String> rows = new TreeMap<>();
        readme.stream()
                .dropWhile(line -> !line.startsWith(heading))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> line.split("(?<!\\\\)\\|"))
                .forEach(cells -> rows.put(cells[1].strip(), cells.length > 2 ? cells[2].strip() : ""));
        assertThat(rows).as(heading).isNotEmpty();
        return rows;
    }

    private static Stream<String> names(Pattern pattern, String cell) {
        return pattern.matcher(cell).results().map(found -> found.group(1));
    }

    @Test
    void everyFailureCodeIsThereWithWhetherToTryAgain() {
        Map<String, Boolean> told = new TreeMap<>();
        table("| code | again later?")
                .forEach((codes, again) -> names(CODE, codes).forEach(code -> told.put(code, again.equals("yes"))));

        assertThat(told)
                .isEqualTo(Arrays.stream(FailureCode.values())
                        .collect(Collectors.toMap(FailureCode::wire, FailureCode::mayRetry)));
    }

    @Test
    void everyCloseCodeIsThere() {
        Set<Integer> told = new TreeSet<>();
        table("| close code")
                .keySet()
                .forEach(cell -> names(NUMBER, cell).map(Integer::valueOf).forEach(told::add));

        assertThat(told)
                .isEqualTo(Arrays.stream(CloseCode.values())
                        .map(code -> (int) code.code())
                        .collect(Collectors.toSet()));
    }

    @Test
    void everyFrameOfAClientIsThere() {
        Set<String> told = table("| client → server").keySet().stream()
                .flatMap(cell -> names(CODE, cell))
                .collect(Collectors.toSet());

        assertThat(told)
                .isEqualTo(
                        Arrays.stream(EventKind.values()).map(EventKind::wire).collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"| client → server", "| server → client"})
    void everyFrameOfTheTablesIsPublished(String heading) {
        Set<String> published = Stream.of("clientSays", "serverSays")
                .flatMap(WireContract.published()::messagesOf)
                .map(message -> message.getString("name"))
                .collect(Collectors.toSet());

        Set<String> told = table(heading).keySet().stream()
                .map(cell -> cell.split(" with ")[0])
                .flatMap(cell -> names(CODE, cell))
                .collect(Collectors.toSet());

        assertThat(published).containsAll(told);
    }

    @Test
    void everyVariableOfTheSettingsIsOne() throws IOException {
        String settings =
                Files.readString(Path.of("conf/verbatim.yaml")) + Files.readString(Path.of("conf/models.json"));
        Set<String> known = new TreeSet<>(KeyNames.of(settings));

        Set<String> told = table("| variable").keySet().stream()
                .flatMap(cell -> names(VARIABLE, cell))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(told).isNotEmpty();
        assertThat(known).containsAll(told);
    }

    @Test
    void everyFileItPointsToIsThere() {
        Pattern link = Pattern.compile("\\]\\((?!https?:)([^)#]+)\\)");
        for (String line : lines) {
            Matcher links = link.matcher(line);
            while (links.find()) {
                assertThat(Path.of(links.group(1))).exists();
            }
        }
    }

    @Test
    void theKoreanOneHasTheSameFramesCodesAndVariables() throws IOException {
        List<String> korean = Files.readAllLines(Path.of("src/docs/README.ko.md"));

        assertThat(names(korean, "| 클라이언트 → 서버", CODE)).isEqualTo(names(lines, "| client → server", CODE));
        assertThat(names(korean, "| 코드 | 나중에 다시?", CODE)).isEqualTo(names(lines, "| code | again later?", CODE));
        assertThat(names(korean, "| 닫힘 코드", NUMBER)).isEqualTo(names(lines, "| close code", NUMBER));
        assertThat(names(lines, "| variable", VARIABLE)).containsAll(names(korean, "| 변수", VARIABLE));
    }

    private static Set<String> names(List<String> readme, String heading, Pattern pattern) {
        return table(readme, heading).keySet().stream()
                .flatMap(cell -> names(pattern, cell))
                .collect(Collectors.toSet());
    }

    /** The environment's names of the settings file's keys, its own names in brackets among them. */
    private static final class KeyNames {
        private static final Pattern KEY = Pattern.compile("^( *)([a-z0-9-]+):.*");
        private static final Pattern OWN = Pattern.compile(
                "\\[([A-Z_]{4,})\\]|\"(?:keyEnv|key-env|baseUrlEnv|[a-zA-Z-]*[eE]nv)\"\\s*:\\s*\"([A-Z_]+)\"");

        private KeyNames() {}

        static Set<String> of(String yaml) {
            Set<String> names = new TreeSet<>(
                    Set.of("VERBATIM_CONFIG", "VERBATIM_MODELS", "VERBATIM_LOG_LEVEL", "VERBATIM_LOG_FORMAT"));
            Map<Integer, String> path = new TreeMap<>();
            for (String line : yaml.split("\n")) {
                Matcher key = KEY.matcher(line);
                if (key.matches()) {
                    path.keySet().removeIf(depth -> depth >= key.group(1).length());
                    path.put(key.group(1).length(), key.group(2));
                    names.add("VERBATIM_"
                            + String.join("_", path.values()).replace('-', '_').toUpperCase(java.util.Locale.ROOT));
                }
                OWN.matcher(line)
                        .results()
                        .forEach(own -> names.add(own.group(1) != null ? own.group(1) : own.group(2)));
            }
            return names;
        }
    }
}
