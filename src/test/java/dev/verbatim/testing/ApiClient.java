package dev.verbatim.testing;

import dev.verbatim.chat.auth.SigningKeys;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A program that uses a gateway's HTTP API with a token of somebody; each answer is held against what is published. Blocks. */
public final class ApiClient {
    /** What a gateway of such a client has to have as {@code VERBATIM_AUTH_SECRET}. */
    public static final String SECRET = Canary.SECRET;

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofSeconds(Patience.SECONDS);

    private final URI base;
    private final String token;

    /** Somebody who has this token. */
    public ApiClient(URI base, String token) {
        this.base = base;
        this.token = token;
    }

    /** Somebody of the main tenant, named like their id. */
    public static ApiClient of(URI base, String userId) {
        return new ApiClient(base, token(userId, "main", null));
    }

    /**
     * A token that is good for ten minutes.
     *
     * @param scope null: all of a person's rights
     */
    public static String token(String userId, String tenant, @Nullable String scope) {
        JsonObject claims = new JsonObject()
                .put("sub", userId)
                .put("name", userId)
                .put("tenant", tenant)
                .put("exp", TimeUnit.MILLISECONDS.toSeconds(System.currentTimeMillis()) + 600);
        if (scope != null) {
            claims.put("scope", scope);
        }
        return token(claims);
    }

    /** A token of these claims. */
    public static String token(JsonObject claims) {
        return SigningKeys.hs256(claims, SECRET);
    }

    public String token() {
        return token;
    }

    public Answer get(String path) {
        return send("GET", path, null);
    }

    public Answer post(String path, JsonObject body) {
        return send("POST", path, body.encode());
    }

    public Answer post(String path) {
        return send("POST", path, null);
    }

    public Answer put(String path, JsonObject body) {
        return send("PUT", path, body.encode());
    }

    public Answer patch(String path, JsonObject body) {
        return send("PATCH", path, body.encode());
    }

    public Answer delete(String path) {
        return send("DELETE", path, null);
    }

    /** A request with any text as its body. */
    public Answer send(String method, String path, @Nullable String body) {
        HttpRequest request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response = HTTP.send(request, BodyHandlers.ofString());
            HttpContract.published().check(method, path, response.statusCode(), response.body());
            return new Answer(response);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What came back. */
    public record Answer(HttpResponse<String> response) {
        public int status() {
            return response.statusCode();
        }

        public String text() {
            return response.body();
        }

        public JsonObject json() {
            return new JsonObject(response.body());
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /** Verbatim's own code of a problem. */
        public String code() {
            return json().getString("code");
        }
    }
}
