package dev.verbatim.chat.api;

import dev.verbatim.chat.auth.Tokens;
import dev.verbatim.contract.MessageBus;
import io.vertx.ext.web.Router;
import java.time.InstantSource;

/** All of the API's addresses. */
public final class ApiRoutes {
    private final UsageDoor usage;

    /**
     * Routes that ask storage over this bus.
     *
     * @param timeoutMs how long storage may take
     */
    public ApiRoutes(Tokens tokens, MessageBus bus, long timeoutMs, InstantSource clock) {
        this.usage = new UsageDoor(new Callers(tokens), bus, timeoutMs, clock);
    }

    public void mount(Router router) {
        router.get("/api/usage").handler(usage);
    }
}
