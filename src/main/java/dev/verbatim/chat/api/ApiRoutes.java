package dev.verbatim.chat.api;

import dev.verbatim.chat.connection.Rates;
import dev.verbatim.chat.session.SessionServices;
import dev.verbatim.config.ChatSettings;
import dev.verbatim.contract.MessageBus;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** All of the API's addresses. */
public final class ApiRoutes {
    private final LogoutDoor logout;
    private final RevocationDoor revocations;
    private final UsageDoor usage;
    private final RoomDoor rooms;
    private final MemberDoor members;
    private final MessageDoor messages;
    private final RevisionDoor anew;
    private final UserDoor users;
    private final ModelsApi models;

    /**
     * Routes that ask storage, with what sessions have too.
     *
     * @param offer the models of the node
     * @param addresses the client's address of a request
     * @param clock wall time
     */
    public ApiRoutes(
            Vertx vertx,
            SessionServices services,
            ModelOffer offer,
            Function<HttpServerRequest, String> addresses,
            InstantSource clock) {
        Rates persons = Rates.ofPersons(vertx, services.settings().door().rates());
        WriteRate writes = new WriteRate(persons, () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
        Callers callers = new Callers(services.tokens(), addresses, writes);
        MessageBus bus = services.bus();
        ChatSettings chat = services.settings().chat();
        this.logout = new LogoutDoor(callers, services.revoking());
        this.revocations = new RevocationDoor(callers, services.revoking(), clock);
        this.usage = new UsageDoor(callers, bus, chat.requestTimeoutMs(), clock);
        this.rooms = new RoomDoor(callers, services.storage(), bus);
        this.members = new MemberDoor(callers, services.storage());
        this.users = new UserDoor(callers, services.storage(), services.revoking(), clock);
        this.messages = new MessageDoor(callers, services.storage(), services.posts(), bus, chat.maxTextChars());
        this.anew = new RevisionDoor(callers, services.posts(), chat.maxTextChars());
        this.models = new ModelsApi(callers, offer);
    }

    public void mount(Router router) {
        router.post("/api/logout").handler(logout);
        router.post("/api/revocations").handler(revocations);
        router.get("/api/usage").handler(usage);
        rooms.mount(router);
        members.mount(router);
        messages.mount(router);
        anew.mount(router);
        users.mount(router);
        router.get("/api/models").handler(models);
    }
}
