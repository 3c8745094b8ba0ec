package dev.verbatim.cli;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A gateway's HTTP API, asked by the command line: an answer, or a {@link CommandFailure} with what the gateway said. Blocks. */
final class GatewayApi {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int OK = 200;
    private static final int BEYOND_OK = 300;

    private final HttpClient client;
    private final URI base;
    private final @Nullable String token;

    /** A gateway as somebody with this token; null: as nobody. */
    GatewayApi(HttpClient client, URI base, @Nullable String token) {
        this.client = client;
        this.base = base;
        this.token = token;
    }

    /** A client that follows nothing, so that a token goes where it was sent. */
    static HttpClient client() {
        return HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(10))
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    HttpResponse<String> get(String path, String accept) {
        return send(request(path).header("Accept", accept).GET());
    }

    JsonObject post(String path) {
        return json(send(request(path).POST(BodyPublishers.noBody())));
    }

    JsonObject delete(String path) {
        return json(send(request(path).DELETE()));
    }

    /** What an answer says, which must be JSON. */
    JsonObject json(HttpResponse<String> answer) {
        try {
            return new JsonObject(answer.body());
        } catch (DecodeException e) {
            throw new CommandFailure(ExitCode.FAILED, base + " answered something else than JSON: that is no gateway.");
        }
    }

    /** A text as one segment of a path. */
    static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpRequest.Builder request(String path) {
        String root = base.toString().replaceAll("/+$", "");
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(root + path)).timeout(PATIENCE);
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
            boolean good = response.statusCode() >= OK && response.statusCode() < BEYOND_OK;
            if (good) {
                return response;
            }
            throw refusal(response);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.UNAVAILABLE,
                    "Nobody answers at " + base + ": is the gateway running, and is --url right?");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(ExitCode.FAILED, "Told to stop.");
        }
    }

    private CommandFailure refusal(HttpResponse<String> response) {
        String what = detail(response);
        return switch (response.statusCode()) {
            case 401, 403 -> new CommandFailure(ExitCode.REFUSED, what);
            case 400 -> new CommandFailure(ExitCode.USAGE, what);
            case 429, 502, 503, 504 -> new CommandFailure(ExitCode.UNAVAILABLE, what);
            default -> new CommandFailure(ExitCode.FAILED, what);
        };
    }

    private String detail(HttpResponse<String> response) {
        try {
            String detail = new JsonObject(response.body()).getString("detail");
            if (detail != null) {
                return detail;
            }
        } catch (DecodeException | ClassCastException e) {
            return base + " answered " + response.statusCode() + ": that is no gateway.";
        }
        return base + " answered " + response.statusCode() + ".";
    }
}
