package dev.verbatim.door;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A SockJS session over HTTP, request by request; waiting blocks. */
final class HttpSession {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final URI base;
    private final String path;
    private final Map<String, String> headers;
    private final String query;
    private final List<JsonObject> frames = new ArrayList<>();
    private boolean opened;
    private int closeCode;

    private HttpSession(URI base, String path, Map<String, String> headers, String query) {
        this.query = query;
        this.base = base;
        this.path = path;
        this.headers = headers;
    }

    /** A session of its own that is not opened yet; every request has these headers. */
    static HttpSession of(URI base, Map<String, String> headers) {
        return of(base, headers, "");
    }

    /** The same, every request's address ending so. */
    static HttpSession of(URI base, Map<String, String> headers, String query) {
        return new HttpSession(base, "/chat/000/" + UUID.randomUUID() + "/", headers, query);
    }

    /** The same session, as somebody with other headers would try to use it. */
    HttpSession as(Map<String, String> others) {
        return new HttpSession(base, path, others, query);
    }

    /** Opens it by its first poll. */
    HttpSession open() {
        take(post("xhr", "").body().strip());
        return this;
    }

    /** The status of posting a frame. */
    int send(String event, JsonObject data) {
        return sendText(new JsonObject().put("event", event).put("data", data).encode());
    }

    int sendText(String frame) {
        return post("xhr_send", new JsonArray().add(frame).encode()).statusCode();
    }

    /** Polls until a frame matches or the session is closed. */
    HttpSession poll(Predicate<JsonObject> wanted) {
        while (frames.stream().noneMatch(wanted) && closeCode == 0) {
            take(post("xhr", "").body().strip());
        }
        return this;
    }

    /** Opens it by xhr-streaming and reads until a frame matches or the session is closed. */
    HttpSession stream(Predicate<JsonObject> wanted) {
        try (Stream<String> lines =
                ask(request("xhr_streaming", ""), BodyHandlers.ofLines()).body()) {
            Iterator<String> each = lines.iterator();
            while (frames.stream().noneMatch(wanted) && closeCode == 0 && each.hasNext()) {
                take(each.next());
            }
        }
        return this;
    }

    /** The first frame that matches, of those that came. */
    JsonObject first(Predicate<JsonObject> wanted) {
        return frames.stream().filter(wanted).findFirst().orElseThrow(() -> new AssertionError(frames.toString()));
    }

    /** Every frame that came. */
    List<JsonObject> frames() {
        return List.copyOf(frames);
    }

    /** SockJS's code once the session was closed, else 0. */
    int closeCode() {
        return closeCode;
    }

    /** The answer to a request as it is. */
    HttpResponse<String> post(String transport, String body) {
        return ask(request(transport, body), BodyHandlers.ofString());
    }

    private HttpRequest request(String transport, String body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(base.resolve(path + transport + query)).POST(BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return request.build();
    }

    private static <T> HttpResponse<T> ask(HttpRequest request, HttpResponse.BodyHandler<T> reader) {
        try {
            return HTTP.send(request, reader);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void take(String line) {
        if (line.startsWith("a")) {
            new JsonArray(line.substring(1)).forEach(each -> frames.add(new JsonObject((String) each)));
        } else if (line.startsWith("c")) {
            closeCode = new JsonArray(line.substring(1)).getInteger(0);
        } else if (line.equals("o") && opened) {
            throw new AssertionError("The session is another one now: " + frames);
        }
        opened |= line.equals("o");
    }
}
