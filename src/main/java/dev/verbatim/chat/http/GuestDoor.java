package dev.verbatim.chat.http;

import dev.verbatim.chat.auth.GuestNames;
import dev.verbatim.chat.auth.Tokens;
import dev.verbatim.config.Settings;
import dev.verbatim.contract.Author;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.InstantSource;

/** {@code POST /api/guest}: makes somebody up and gives them a token for the lobby, where guests are allowed. */
final class GuestDoor implements Handler<RoutingContext> {
    private final Settings settings;
    private final Tokens tokens;
    private final GuestNames names;
    private final InstantSource clock;

    GuestDoor(Settings settings, Tokens tokens, GuestNames names, InstantSource clock) {
        this.settings = settings;
        this.tokens = tokens;
        this.names = names;
        this.clock = clock;
    }

    @Override
    public void handle(RoutingContext context) {
        if (!settings.auth().guests()) {
            Problem.NO_GUESTS.answer(context.response());
            return;
        }
        long now = clock.millis();
        Author guest = names.next();
        JsonObject body = new JsonObject()
                .put("token", tokens.issue(guest, now))
                .put("userId", guest.userId())
                .put("name", guest.name())
                .put(
                        "expiresAt",
                        Instant.ofEpochMilli(tokens.guestExpiryMs(now)).toString())
                .put("roomId", settings.rooms().lobby());
        context.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        context.json(body);
    }
}
