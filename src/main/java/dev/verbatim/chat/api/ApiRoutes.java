package dev.verbatim.chat.api;

import dev.verbatim.chat.auth.Tokens;
import dev.verbatim.config.Catalogue;
import dev.verbatim.contract.MessageBus;
import io.vertx.ext.web.Router;
import java.time.InstantSource;

/** All of the API's addresses. */
public final class ApiRoutes {
    private final UsageDoor usage;
    private final ModelsApi models;

    /**
     * Routes that ask storage over this bus.
     *
     * @param timeoutMs how long storage may take
     */
    public ApiRoutes(Tokens tokens, MessageBus bus, long timeoutMs, Catalogue catalogue, InstantSource clock) {
        Callers callers = new Callers(tokens);
        this.usage = new UsageDoor(callers, bus, timeoutMs, clock);
        this.models = new ModelsApi(callers, catalogue);
    }

    public void mount(Router router) {
        router.get("/api/usage").handler(usage);
        router.get("/api/models").handler(models);
    }
}
