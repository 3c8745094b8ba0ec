package dev.verbatim.chat.http;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;

/** Headers on every answer: what a model says is hostile input, so the page may load nothing and run nothing but its own files. */
final class SecurityHeaders implements Handler<RoutingContext> {
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                    + "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
                    + "require-trusted-types-for 'script'; trusted-types dompurify verbatim";

    private static final String FROM_NOW_ON = "max-age=31536000";

    private final Visitors visitors;

    SecurityHeaders(Visitors visitors) {
        this.visitors = visitors;
    }

    @Override
    public void handle(RoutingContext context) {
        MultiMap headers = context.response().headers();
        headers.set("Content-Security-Policy", POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        if (visitors.of(context.request()).secure()) {
            headers.set("Strict-Transport-Security", FROM_NOW_ON);
        }
        context.next();
    }
}
