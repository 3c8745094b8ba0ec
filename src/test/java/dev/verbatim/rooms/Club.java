package dev.verbatim.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.testing.ApiClient;
import dev.verbatim.testing.ApiClient.Answer;
import dev.verbatim.testing.ChatClient;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.UUID;

/** A room of its own with an owner, a co-owner, a member and a viewer, as their programs made it. */
final class Club {
    static final String OPERATORS = "admin rooms:read rooms:write messages:read messages:write";

    final String id = "club-" + UUID.randomUUID();
    private final URI base;

    Club(URI base, String visibility) {
        this.base = base;
        JsonObject body = new JsonObject()
                .put("id", id)
                .put("name", "The club")
                .put("visibility", visibility)
                .put("systemPrompt", "Be brief.");
        assertThat(as("owner").post("/api/rooms", body).status()).isEqualTo(201);
        set("co-owner", "owner");
        set("member", "member");
        set("viewer", "viewer");
    }

    void set(String userId, String role) {
        Answer answer = as("owner").put(path("/members/" + userId), new JsonObject().put("role", role));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    String path() {
        return path("");
    }

    String path(String rest) {
        return "/api/rooms/" + id + rest;
    }

    URI base() {
        return base;
    }

    /** Somebody of the tenant. */
    ApiClient as(String userId) {
        return ApiClient.of(base, userId);
    }

    /** The same person at a connection. */
    ChatClient connected(String userId) {
        return ChatClient.connect(base).authenticate(ApiClient.token(userId, "main", null));
    }

    /** The same, in the room. */
    ChatClient inside(String userId) {
        ChatClient client = connected(userId);
        client.join(id);
        return client;
    }

    /** The owner says something; its ids. */
    JsonObject said(String text, boolean reply) {
        Answer answer = as("owner")
                .post(path("/messages"), new JsonObject().put("text", text).put("reply", reply));
        assertThat(answer.status()).as(answer.text()).isEqualTo(reply ? 202 : 201);
        return answer.json();
    }
}
