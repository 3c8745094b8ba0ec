package dev.verbatim.chat.api;

import dev.verbatim.chat.auth.Revoking;
import dev.verbatim.chat.auth.Tokens;
import dev.verbatim.contract.MessageBus;
import io.vertx.ext.web.Router;
import java.time.InstantSource;

/** All of the API's addresses. */
public final class ApiRoutes {
    private final LogoutDoor logout;
    private final RevocationDoor revocations;
    private final UsageDoor usage;

    /**
     * Routes that ask storage over this bus.
     *
     * @param timeoutMs how long storage may take
     */
    public ApiRoutes(Tokens tokens, MessageBus bus, long timeoutMs, InstantSource clock) {
        Callers callers = new Callers(tokens);
        Revoking revoking = new Revoking(bus, timeoutMs);
        this.logout = new LogoutDoor(callers, revoking);
        this.revocations = new RevocationDoor(callers, revoking, clock);
        this.usage = new UsageDoor(callers, bus, timeoutMs, clock);
    }

    public void mount(Router router) {
        router.post("/api/logout").handler(logout);
        router.post("/api/revocations").handler(revocations);
        router.get("/api/usage").handler(usage);
    }
}
