package dev.verbatim.chat.http;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The page's files, from the classpath's {@code webroot}. A browser keeps each and asks whether it changed: the strong ETag is the
 * content's hash. Files are read off the event loop, once; only what is there is kept.
 */
final class Pages implements Handler<RoutingContext> {
    private static final Pattern FILE = Pattern.compile("(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+");
    private static final int NOT_MODIFIED = 304;
    private static final String DOCUMENTS = "/docs";
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("ico", "image/vnd.microsoft.icon"),
            Map.entry("woff2", "font/woff2"),
            Map.entry("txt", "text/plain; charset=utf-8"),
            Map.entry("yaml", "text/plain; charset=utf-8"),
            Map.entry("md", "text/plain; charset=utf-8"));

    private record Page(Buffer content, String etag) {}

    private final Vertx vertx;
    private final Map<String, Page> pages = new HashMap<>();

    Pages(Vertx vertx) {
        this.vertx = vertx;
    }

    @Override
    public void handle(RoutingContext context) {
        String asked = context.normalizedPath();
        if (asked.equals(DOCUMENTS)) {
            // Its links are relative.
            context.redirect("docs/");
            return;
        }
        String path = asked.endsWith("/") ? asked + "index.html" : asked;
        String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
        if (type == null || !FILE.matcher(path).matches()) {
            Problem.NOT_FOUND.answer(context.response());
            return;
        }
        page(path).onComplete(found -> answer(context, found, type), context::fail);
    }

    private Future<Optional<Page>> page(String path) {
        Page known = pages.get(path);
        if (known != null) {
            return Future.succeededFuture(Optional.of(known));
        }
        return vertx.executeBlocking(() -> read(path), false)
                .onSuccess(found -> found.ifPresent(page -> pages.put(path, page)));
    }

    private static Optional<Page> read(String path) throws IOException {
        try (InputStream file = Pages.class.getResourceAsStream("/webroot" + path)) {
            if (file == null) {
                return Optional.empty();
            }
            byte[] content = file.readAllBytes();
            return Optional.of(new Page(Buffer.buffer(content), '"' + hash(content) + '"'));
        }
    }

    private static String hash(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    private static void answer(RoutingContext context, Optional<Page> found, String type) {
        if (found.isEmpty()) {
            Problem.NOT_FOUND.answer(context.response());
            return;
        }
        Page page = found.get();
        HttpServerResponse response = context.response()
                .putHeader(HttpHeaders.ETAG, page.etag())
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
        if (page.etag().equals(context.request().getHeader(HttpHeaders.IF_NONE_MATCH))) {
            response.setStatusCode(NOT_MODIFIED).end();
            return;
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, type);
        if (HttpMethod.HEAD.equals(context.request().method())) {
            response.putHeader(
                    HttpHeaders.CONTENT_LENGTH, Integer.toString(page.content().length()));
            response.end();
        } else {
            response.end(page.content());
        }
    }
}
