package dev.verbatim.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.boot.Gateway;
import dev.verbatim.chat.auth.SigningKeys;
import dev.verbatim.chat.auth.TokenRequest;
import dev.verbatim.door.TokenDoor.Answer;
import dev.verbatim.testing.ChatClient;
import dev.verbatim.testing.Gateways;
import dev.verbatim.testing.Jwt;
import dev.verbatim.testing.KeyServer;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A gateway that shares no secret with whoever makes tokens: one key from a file, others published, and all of them public. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PublicKeysIT {
    private static final KeyPair OF_THE_FILE = SigningKeys.rsa();
    private static final KeyPair PUBLISHED = SigningKeys.ed25519();
    private static final KeyPair ROTATED = SigningKeys.ec();

    private final Vertx vertx = Vertx.vertx();
    private KeyServer server;
    private Gateway gateway;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("key.pem"), SigningKeys.publicPem(OF_THE_FILE));
        server = KeyServer.start(vertx);
        server.publish(SigningKeys.set(SigningKeys.jwk(PUBLISHED, "1")));
        gateway = Gateways.on(
                TestPostgres.freshDatabase(),
                Map.of(
                        "VERBATIM_AUTH_MODE", "production",
                        "VERBATIM_AUTH_GUESTS", "auto",
                        "VERBATIM_AUTH_SECRET", "",
                        "VERBATIM_AUTH_PUBLIC_KEY", file.toString(),
                        "VERBATIM_AUTH_JWKS_URL", server.url().toString(),
                        "VERBATIM_AUTH_JWKS_COOLDOWN_MS", "100",
                        "VERBATIM_CHAT_INSTANCES", "1"));
    }

    @AfterAll
    void stop() {
        gateway.close();
        server.close();
        vertx.close().await();
    }

    private static String token(KeyPair pair, String kid) {
        long now = System.currentTimeMillis();
        return SigningKeys.maker(pair, kid).make(TokenRequest.of("ada", "Ada", now, now + 600_000));
    }

    @ParameterizedTest
    @EnumSource(TokenDoor.class)
    void tokensOfBothKeysLetInAtEveryDoor(TokenDoor door) {
        Answer file = door.knock(gateway.chatUrl(), token(OF_THE_FILE, null));
        Answer published = door.knock(gateway.chatUrl(), token(PUBLISHED, "1"));

        assertThat(file.event()).isEqualTo("authenticated");
        assertThat(published.event()).isEqualTo("authenticated");
    }

    @ParameterizedTest
    @EnumSource(TokenDoor.class)
    void aPublicKeyAsASecretLetsNobodyIn(TokenDoor door) {
        JsonObject claims = Jwt.claims("eve", Jwt.inMinutes(5));
        String pem = SigningKeys.publicPem(OF_THE_FILE);

        Answer answer = door.knock(gateway.chatUrl(), Jwt.signed(Jwt.header("HS256"), claims, pem));

        assertThat(answer.data().getString("code")).isEqualTo("unauthenticated");
        assertThat(answer.closeCode()).isEqualTo(door.closeCode());
    }

    /** What a client says before its token's key is there is done after it, in its order. */
    @Test
    void aRotatedKeyIsFetchedWhileTheClientGoesOnTalking() {
        CopyOnWriteArrayList<HttpServerRequest> asked = new CopyOnWriteArrayList<>();
        server.answer(asked::add);
        try (ChatClient ada = ChatClient.connect(gateway.chatUrl())) {
            ada.send("auth", new JsonObject().put("token", token(ROTATED, "2")));
            ada.send("join", new JsonObject().put("roomId", "lobby"));
            ada.send("ping", new JsonObject());
            Awaitility.await().until(() -> !asked.isEmpty());
            String rotated = SigningKeys.set(SigningKeys.jwk(PUBLISHED, "1"), SigningKeys.jwk(ROTATED, "2"));
            server.publish(rotated);
            asked.forEach(request -> request.response().end(rotated));

            assertThat(ada.await("authenticated").getString("userId")).isEqualTo("ada");
            assertThat(ada.await("joined").getString("roomId")).isEqualTo("lobby");
        }
        assertThat(TokenDoor.PLAIN_FRAME
                        .knock(gateway.chatUrl(), token(PUBLISHED, "1"))
                        .event())
                .isEqualTo("authenticated");
    }

    @Test
    void aNameThatNobodyPublishesIsRefused() {
        Answer answer = TokenDoor.PLAIN_FRAME.knock(gateway.chatUrl(), token(SigningKeys.ec(), "nobody's"));

        assertThat(answer.data().getString("code")).isEqualTo("unauthenticated");
    }

    @Test
    void productionHasNoGuestsAndReadinessTellsOfTheKeys() throws IOException, InterruptedException {
        HttpResponse<String> guest = request(gateway.chatUrl().resolve("/api/guest"), "POST");
        HttpResponse<String> ready = request(gateway.opsUrl().resolve("/health/ready"), "GET");

        assertThat(guest.statusCode()).isEqualTo(403);
        assertThat(guest.body()).contains("This server has no guests: bring a token.");
        assertThat(ready.body()).contains("\"keys\"", "keys, published ones read");
    }

    private static HttpResponse<String> request(URI address, String method) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
