package dev.verbatim.chat.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import io.vertx.core.internal.http.HttpServerRequestWrapper;
import org.jspecify.annotations.Nullable;

/**
 * Everything is below one path, and whoever is inside need not know: they see the rest of it. The page names its files and the chat by
 * addresses relative to its own.
 */
final class BasePath implements Handler<HttpServerRequest> {
    private static final int PERMANENT_REDIRECT = 308;

    private final String base;
    private final Handler<HttpServerRequest> inside;

    /**
     * A path.
     *
     * @param base such as {@code /verbatim}; empty: there is none
     */
    BasePath(String base, Handler<HttpServerRequest> inside) {
        this.base = base;
        this.inside = inside;
    }

    @Override
    public void handle(HttpServerRequest request) {
        String path = request.path();
        if (base.isEmpty()) {
            inside.handle(request);
        } else if (path != null && path.startsWith(base + "/")) {
            inside.handle(new Below((HttpServerRequestInternal) request, base.length()));
        } else if (base.equals(path)) {
            request.response()
                    .setStatusCode(PERMANENT_REDIRECT)
                    .putHeader(HttpHeaders.LOCATION, base + "/")
                    .end();
        } else {
            Problem.NOT_FOUND.answer(request.response());
        }
    }

    /** A request as it looks from inside. */
    private static final class Below extends HttpServerRequestWrapper {
        private final int skipped;

        private Below(HttpServerRequestInternal request, int skipped) {
            super(request);
            this.skipped = skipped;
        }

        @Override
        public @Nullable String path() {
            String path = super.path();
            return path == null ? null : path.substring(skipped);
        }

        /** What clients send is a path, or a whole address of which it is a part. */
        @Override
        public String uri() {
            String path = super.path();
            String uri = super.uri();
            int begins = path == null ? -1 : uri.indexOf(path);
            return begins < 0 ? uri : uri.substring(begins + skipped);
        }
    }
}
