package dev.verbatim.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.boot.Gateway;
import dev.verbatim.testing.ChatClient;
import dev.verbatim.testing.Gateways;
import dev.verbatim.testing.TestPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An application's own page calls the API from its origin (CORS): every route of openapi.yaml, for configured origins exactly. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SharingIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Pattern PATH = Pattern.compile("^ {2}(/api/\\S+):$");
    private static final Pattern METHOD = Pattern.compile("^ {4}(get|post|put|patch|delete):$");
    private static final String FRIEND = "https://app.example";

    private Gateway gateway;

    @BeforeAll
    void start() {
        gateway = Gateways.on(
                TestPostgres.freshDatabase(),
                Map.of(
                        "VERBATIM_HTTP_ALLOWED_ORIGINS",
                        FRIEND + ",http://127.0.0.1:9000",
                        "VERBATIM_ROOMS_ON_JOIN",
                        "create"));
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    static Stream<Arguments> routes() throws IOException {
        List<Arguments> routes = new ArrayList<>();
        String path = "";
        for (String line : Files.readAllLines(Path.of("src/docs/openapi.yaml"))) {
            Matcher begins = PATH.matcher(line);
            Matcher method = METHOD.matcher(line);
            if (begins.matches()) {
                path = begins.group(1);
            } else if (method.matches()) {
                routes.add(Arguments.of(method.group(1).toUpperCase(Locale.ROOT), path));
            }
        }
        assertThat(routes).hasSizeGreaterThan(15);
        return routes.stream();
    }

    private HttpRequest.Builder to(String path, String method, @Nullable String origin) {
        URI address = URI.create(gateway.chatUrl()
                + path.replaceAll("\\{[^}]*}", UUID.randomUUID().toString()));
        HttpRequest.Builder request = HttpRequest.newBuilder(address).method(method, BodyPublishers.noBody());
        return origin == null ? request : request.header("Origin", origin);
    }

    private HttpResponse<String> preflight(String path, String method, @Nullable String origin)
            throws IOException, InterruptedException {
        return HTTP.send(
                to(path, "OPTIONS", origin)
                        .header("Access-Control-Request-Method", method)
                        .header("Access-Control-Request-Headers", "authorization,content-type")
                        .build(),
                BodyHandlers.ofString());
    }

    private static Map<String, String> cors(HttpHeaders headers) {
        Map<String, String> cors = new TreeMap<>();
        headers.map().forEach((name, values) -> {
            if (name.toLowerCase(Locale.ROOT).startsWith("access-control")) {
                cors.put(name.toLowerCase(Locale.ROOT), String.join("|", values));
            }
        });
        return cors;
    }

    private static boolean variesWithOrigin(HttpHeaders headers) {
        return headers.allValues("vary").stream()
                .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains("origin"));
    }

    @ParameterizedTest
    @MethodSource("routes")
    void aConfiguredPageMayAskAndReadTheAnswer(String method, String path) throws IOException, InterruptedException {
        HttpResponse<String> preflight = preflight(path, method, FRIEND);
        HttpResponse<String> answer = HTTP.send(to(path, method, FRIEND).build(), BodyHandlers.ofString());

        assertThat(preflight.statusCode()).isEqualTo(204);
        assertThat(preflight.body()).isEmpty();
        for (HttpHeaders headers : List.of(preflight.headers(), answer.headers())) {
            assertThat(cors(headers))
                    .containsEntry("access-control-allow-origin", FRIEND)
                    .doesNotContainKey("access-control-allow-credentials");
            assertThat(variesWithOrigin(headers)).isTrue();
        }
        assertThat(List.of(cors(preflight.headers())
                        .get("access-control-allow-methods")
                        .split(", ")))
                .contains(method)
                .doesNotContain("*", "TRACE", "CONNECT");
        assertThat(cors(preflight.headers()))
                .containsEntry("access-control-allow-headers", "authorization, content-type")
                .containsEntry("access-control-max-age", "600");
        assertThat(answer.statusCode()).isIn(200, 401);
    }

    @ParameterizedTest
    @MethodSource("routes")
    void everybodyElseGetsNothing(String method, String path) throws IOException, InterruptedException {
        String own = "http://" + gateway.chatUrl().getAuthority();
        for (String origin : List.of(
                "https://evil.example",
                "null",
                "https://app.example.evil",
                "http://app.example",
                "https://APP.example")) {
            HttpResponse<String> preflight = preflight(path, method, origin);
            HttpResponse<String> answer = HTTP.send(to(path, method, origin).build(), BodyHandlers.ofString());

            assertThat(preflight.statusCode()).as(origin).isEqualTo(403);
            assertThat(answer.statusCode()).as(origin).isEqualTo(403);
            assertThat(cors(preflight.headers())).as(origin).isEmpty();
            assertThat(cors(answer.headers())).as(origin).isEmpty();
        }
        for (String origin : Arrays.asList(own, null)) {
            HttpResponse<String> preflight = preflight(path, method, origin);

            assertThat(preflight.statusCode()).isIn(404, 405);
            assertThat(cors(preflight.headers())).isEmpty();
            assertThat(cors(HTTP.send(to(path, method, origin).build(), BodyHandlers.ofString())
                            .headers()))
                    .isEmpty();
        }
    }

    /** OPTIONS that asks for nothing is no preflight. */
    @ParameterizedTest
    @ValueSource(strings = {"/api/rooms", "/api/guest"})
    void onlyAPreflightIsAnsweredAsOne(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = HTTP.send(to(path, "OPTIONS", FRIEND).build(), BodyHandlers.ofString());

        assertThat(answer.statusCode()).isIn(404, 405);
    }

    @Test
    void anApplicationsPageReadsWithItsPersonsToken() throws IOException, InterruptedException {
        String token = ChatClient.guestToken(gateway.chatUrl());
        for (String origin : List.of(FRIEND, "http://127.0.0.1:9000")) {
            HttpResponse<String> listed = HTTP.send(
                    to("/api/rooms", "GET", origin)
                            .header("Authorization", "Bearer " + token)
                            .build(),
                    BodyHandlers.ofString());

            assertThat(listed.statusCode()).isEqualTo(200);
            assertThat(listed.body()).contains("\"lobby\"");
            assertThat(cors(listed.headers())).containsEntry("access-control-allow-origin", origin);
        }
        HttpResponse<String> usage = HTTP.send(
                to("/api/usage", "GET", FRIEND)
                        .header("Authorization", "Bearer " + token)
                        .build(),
                BodyHandlers.ofString());
        assertThat(usage.statusCode()).isEqualTo(200);
        assertThat(variesWithOrigin(usage.headers())).isTrue();
        assertThat(cors(usage.headers()).get("access-control-expose-headers")).contains("link", "retry-after");
    }
}
