package dev.verbatim.chat.api;

import dev.verbatim.chat.audit.AuditEvent;
import dev.verbatim.chat.auth.Identity;
import dev.verbatim.chat.auth.Revoking;
import dev.verbatim.chat.auth.Scope;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.Revocation;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /api/revocations}, for the operator of a tenant: {@code {"userId": …}} takes back all of a user's tokens until now, {@code {"jti": …}}
 * one token. {@code expiresAt}, an instant, says until when that is remembered; else it is a year. The user can come back with a newer token.
 */
final class RevocationDoor implements Handler<RoutingContext> {
    private static final int CREATED = 201;
    private static final int MAX_ID = 128;
    private static final Set<String> KNOWN = Set.of("userId", "jti", "expiresAt");

    private final Callers callers;
    private final Revoking revoking;
    private final InstantSource clock;

    RevocationDoor(Callers callers, Revoking revoking, InstantSource clock) {
        this.callers = callers;
        this.revoking = revoking;
        this.clock = clock;
    }

    @Override
    public void handle(RoutingContext context) {
        callers.callerOf(context, Scope.ADMIN)
                .compose(operator -> revoke(context, operator))
                .onComplete(done -> answer(context, done), cause -> FailureAnswer.answer(context.response(), cause));
    }

    private Future<Revocation> revoke(RoutingContext context, Identity operator) {
        JsonObject body = body(context);
        String userId = id(body, "userId");
        String jti = id(body, "jti");
        Instant forget = forgetAt(body);
        if (userId != null && jti == null) {
            return written(context, operator, "user " + userId, revoking.ofUser(operator, userId, forget));
        }
        if (jti != null && userId == null) {
            return written(context, operator, "jti " + jti, revoking.ofJti(operator, jti, forget));
        }
        return Future.failedFuture(wrong("one of userId and jti"));
    }

    private Future<Revocation> written(
            RoutingContext context, Identity operator, String whose, Future<Revocation> done) {
        return done.onSuccess(taken -> callers.audit(context, AuditEvent.TOKENS_REVOKED, operator, whose));
    }

    private static JsonObject body(RoutingContext context) {
        Buffer body = context.body().buffer();
        try {
            JsonObject json = body == null ? new JsonObject() : new JsonObject(body);
            if (KNOWN.containsAll(json.fieldNames())) {
                return json;
            }
        } catch (DecodeException e) {
            throw wrong("a JSON object");
        }
        throw wrong("no other fields than userId, jti, expiresAt");
    }

    private static @Nullable String id(JsonObject body, String name) {
        Object value = body.getValue(name);
        if (value == null) {
            return null;
        }
        if (value instanceof String text && !text.isBlank() && text.length() <= MAX_ID) {
            return text;
        }
        throw wrong(name + " as a text of 1 to " + MAX_ID + " characters");
    }

    private Instant forgetAt(JsonObject body) {
        Instant now = clock.instant();
        Object value = body.getValue("expiresAt");
        Instant latest = now.plusMillis(Revoking.REMEMBERED_MS);
        if (value == null) {
            return latest;
        }
        try {
            Instant given = Instant.parse(value.toString());
            if (given.isAfter(now) && !given.isAfter(latest)) {
                return given;
            }
        } catch (DateTimeParseException e) {
            throw wrong("expiresAt like 2026-11-01T12:00:00Z");
        }
        throw wrong("expiresAt within the next 366 days");
    }

    private static void answer(RoutingContext context, Revocation done) {
        JsonObject body = new JsonObject()
                .put("tenant", done.tenant())
                .put("revokedAt", done.revokedAt().toString())
                .put("expiresAt", done.expiresAt().toString());
        if (done.userId() != null) {
            body.put("userId", done.userId());
        }
        context.response()
                .setStatusCode(CREATED)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(body.toBuffer());
    }

    private static Failure wrong(String what) {
        return new Failure(FailureCode.BAD_FRAME, "The body is to have " + what + ".");
    }
}
