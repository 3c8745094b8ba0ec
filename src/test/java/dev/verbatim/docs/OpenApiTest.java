package dev.verbatim.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verbatim.testing.HttpContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code openapi.yaml} has the routes of the code; what they answer is held against it by every test that asks them. */
class OpenApiTest {
    private static final Pattern ROUTE =
            Pattern.compile("router\\s*\\.(get|post|put|patch|delete)\\(\"(/api/[^\"]*)\"\\)");

    @Test
    void everyRouteIsThereAndNoOther() throws IOException {
        Set<String> routes = new TreeSet<>();
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java/dev/verbatim/chat"))) {
            for (Path source : sources.filter(Files::isRegularFile).toList()) {
                ROUTE.matcher(Files.readString(source))
                        .results()
                        .map(found -> found.group(1).toUpperCase(java.util.Locale.ROOT) + " "
                                + found.group(2).replaceAll(":([a-z]+)", "{$1}"))
                        .forEach(routes::add);
            }
        }

        assertThat(routes).isNotEmpty();
        assertThat(HttpContract.published().operations()).containsExactlyInAnyOrderElementsOf(routes);
    }

    @Test
    void anAnswerThatSaysMoreThanIsPublishedIsNoticed() {
        HttpContract published = HttpContract.published();

        assertThatThrownBy(() -> published.check("GET", "/api/models?x=1", 200, "{\"models\":[],\"secret\":\"x\"}"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("secret");
        published.check("GET", "/api/models", 200, "{\"models\":[],\"default\":\"a\"}");
    }
}
