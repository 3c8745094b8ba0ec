package dev.verbatim.chat;

import dev.verbatim.chat.api.ModelOffer;
import dev.verbatim.chat.auth.KeyRing;
import dev.verbatim.chat.auth.SigningKeys;
import dev.verbatim.chat.auth.VerificationKey;
import dev.verbatim.chat.session.Drain;
import dev.verbatim.config.AuthSettings;
import dev.verbatim.config.Catalogue;
import dev.verbatim.config.ChatSettings;
import dev.verbatim.config.ClusterSettings;
import dev.verbatim.config.ContextSettings;
import dev.verbatim.config.DatabaseSettings;
import dev.verbatim.config.DemoProviderSettings;
import dev.verbatim.config.DoorSettings;
import dev.verbatim.config.ForwardedHeader;
import dev.verbatim.config.HttpLimits;
import dev.verbatim.config.HttpSettings;
import dev.verbatim.config.KeySettings;
import dev.verbatim.config.LimitSettings;
import dev.verbatim.config.LlmSettings;
import dev.verbatim.config.OpsSettings;
import dev.verbatim.config.PromptSettings;
import dev.verbatim.config.ProviderLimits;
import dev.verbatim.config.ProviderTimeouts;
import dev.verbatim.config.RateLimits;
import dev.verbatim.config.ReloadSettings;
import dev.verbatim.config.RetentionSettings;
import dev.verbatim.config.RetrySettings;
import dev.verbatim.config.RoomSettings;
import dev.verbatim.config.RoutingSettings;
import dev.verbatim.config.Settings;
import dev.verbatim.config.ShutdownSettings;
import dev.verbatim.config.SocketSettings;
import dev.verbatim.config.SocketTransport;
import dev.verbatim.config.StorageSettings;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.Topics;
import dev.verbatim.testing.Canary;
import dev.verbatim.testing.Patience;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A node of chat verticles with everything they talk to, on loopback. */
final class ChatNode {
    static final String SECRET = Canary.SECRET;
    static final KeyRing KEYS = KeyRing.of(List.of(VerificationKey.ofSecret(SECRET)));
    static final RoomKey LOBBY = new RoomKey("main", "lobby");
    /** Whoever is asked has all the time in the world. */
    static final ChatSettings CHAT =
            new ChatSettings(1, 65_536, 1000, 8, 1000, 65_536, 262_144, 4, (int) Patience.MS, 50, 60_000);

    static final HttpLimits LIMITS = new HttpLimits(10_000, 10_000, 10_000, 10_000, Set.of());

    static final long UNSENT_BYTES = 1L << 27;

    static final DoorSettings DOOR =
            new DoorSettings(new RateLimits(100_000, 100_000, 1000), "", ForwardedHeader.NONE, null, UNSENT_BYTES);

    final Vertx vertx;
    final ScriptedStorage storage;
    final List<ScriptedLlm> llms = new ArrayList<>();
    final List<ChatVerticle> chats = new ArrayList<>();
    final Drain drain = new Drain();
    final Now now = new Now();
    private @Nullable Settings settings;
    private final Browsers browsers = new Browsers();

    /** Keeps the client for as long as its Vert.x lives: one that is collected earlier lingers for 30 s. */
    private static final class Browsers extends VerticleBase {
        private @Nullable WebSocketClient client;

        @Override
        public Future<?> start() {
            client = TestClient.clientOf(vertx);
            return Future.succeededFuture();
        }

        private WebSocketClient client() {
            return Objects.requireNonNull(client);
        }
    }

    /** Wall time that a test can move. */
    static final class Now implements InstantSource {
        private final AtomicLong aheadMs = new AtomicLong();

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(System.currentTimeMillis() + aheadMs.get());
        }

        void goAhead(long ms) {
            aheadMs.addAndGet(ms);
        }
    }

    private ChatNode(Vertx vertx) {
        this.vertx = vertx;
        this.storage = new ScriptedStorage(MessageBus.over(vertx));
    }

    /** One chat verticle and one LLM verticle. */
    static ChatNode start(Vertx vertx) {
        return start(vertx, settings(CHAT), 1);
    }

    static ChatNode start(Vertx vertx, Settings settings, int chatVerticles) {
        ChatNode node = new ChatNode(vertx);
        Wait.on(vertx.deployVerticle(node.storage));
        Wait.on(vertx.deployVerticle(node.browsers));
        node.storage.addRoom(LOBBY, null);
        node.addLlm();
        node.settings = settings;
        for (int i = 0; i < chatVerticles; i++) {
            node.addChat(i);
        }
        return node;
    }

    /** One more chat verticle; they share a port. */
    ChatVerticle addChat(int number) {
        MessageBus bus = MessageBus.over(vertx);
        Settings own = Objects.requireNonNull(settings);
        ChatVerticle chat = new ChatVerticle(
                own,
                bus,
                Topics.chatInstance("n", number),
                new NodeServices(drain, KEYS, new ModelOffer(own.catalogue())),
                now);
        Wait.on(vertx.deployVerticle(chat));
        chats.add(chat);
        return chat;
    }

    ScriptedLlm addLlm() {
        ScriptedLlm llm = new ScriptedLlm(MessageBus.over(vertx), storage, Topics.llmInstance("n", llms.size()));
        Wait.on(vertx.deployVerticle(llm));
        llms.add(llm);
        return llm;
    }

    ScriptedLlm llm() {
        return llms.get(0);
    }

    int port() {
        return chats.get(0).port();
    }

    /** A connection that is nobody yet. */
    TestClient connect() {
        return connect(Map.of());
    }

    /** A connection with these headers in its handshake. */
    TestClient connect(Map<String, String> headers) {
        return TestClient.connect(vertx.getOrCreateContext(), browser(), port(), headers);
    }

    /** Makes WebSockets of a test's own, for as long as the node's Vert.x lives. */
    WebSocketClient browser() {
        return browsers.client();
    }

    /** A connection of this user. */
    TestClient connect(String userId) {
        return connect().auth(token(userId));
    }

    /** A connection of this user that has joined the lobby. */
    TestClient inLobby(String userId) {
        TestClient client = connect(userId);
        client.join("lobby");
        return client;
    }

    static String token(String userId) {
        return token(new JsonObject().put("sub", userId).put("exp", System.currentTimeMillis() / 1000 + 600));
    }

    static String token(JsonObject claims) {
        return SigningKeys.hs256(claims, SECRET);
    }

    ChatVerticle.Census census() {
        return Wait.on(chats.get(0).census());
    }

    static Settings settings(ChatSettings chat) {
        return settings(
                chat,
                new AuthSettings(SECRET, true, 60, 0, 5000, "", ""),
                new RoomSettings(false, "lobby", 50, 200),
                Set.of());
    }

    static Settings settings(ChatSettings chat, HttpLimits limits) {
        return settings(
                chat,
                new AuthSettings(SECRET, true, 60, 0, 5000, "", ""),
                new RoomSettings(false, "lobby", 50, 200),
                Set.of(),
                limits);
    }

    static Settings settings(ChatSettings chat, AuthSettings auth, RoomSettings rooms, Set<String> origins) {
        return settings(chat, auth, rooms, origins, LIMITS);
    }

    static Settings settings(
            ChatSettings chat, AuthSettings auth, RoomSettings rooms, Set<String> origins, HttpLimits limits) {
        return settings(chat, auth, rooms, new HttpSettings("127.0.0.1", 0, origins, limits), DOOR);
    }

    static Settings settings(HttpLimits limits, DoorSettings door) {
        return settings(CHAT, limits, door);
    }

    static Settings settings(ChatSettings chat, DoorSettings door) {
        return settings(chat, LIMITS, door);
    }

    private static Settings settings(ChatSettings chat, HttpLimits limits, DoorSettings door) {
        return settings(
                chat,
                new AuthSettings(SECRET, true, 60, 0, 5000, "", ""),
                new RoomSettings(false, "lobby", 50, 200),
                new HttpSettings("127.0.0.1", 0, Set.of(), limits),
                door);
    }

    private static Settings settings(
            ChatSettings chat, AuthSettings auth, RoomSettings rooms, HttpSettings http, DoorSettings door) {
        return new Settings(
                http,
                door,
                new SocketSettings(SocketTransport.AUTO),
                new OpsSettings("127.0.0.1", 0),
                new DatabaseSettings(null, Path.of("none")),
                auth,
                KeySettings.NONE,
                rooms,
                chat,
                new LlmSettings(
                        1, 1, 1, 1, 1, 1, 1, 1, new ProviderLimits(new ProviderTimeouts(1, 1, 1, 1, 1), 1, 1, 1, 1)),
                RetrySettings.DEFAULT,
                new ContextSettings(1, 1, 1, null),
                new StorageSettings(1, 1, 1, 1, 1, 1, 1, 1, 1),
                new ClusterSettings(false, "", "", 1, 0, List.of()),
                new DemoProviderSettings(DemoProviderSettings.Presence.NEVER, 0),
                LimitSettings.NONE,
                new ReloadSettings(0),
                new ShutdownSettings(1),
                new RoutingSettings(List.of(), 50, 1, 1, 1, 1, ""),
                RetentionSettings.FOREVER,
                PromptSettings.DEFAULT,
                new Catalogue(List.of(), List.of()));
    }
}
