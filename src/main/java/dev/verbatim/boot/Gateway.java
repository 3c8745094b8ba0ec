package dev.verbatim.boot;

import dev.verbatim.boot.config.StartFailure;
import dev.verbatim.boot.telemetry.Telemetry;
import dev.verbatim.chat.ChatVerticle;
import dev.verbatim.chat.NodeServices;
import dev.verbatim.chat.api.ModelOffer;
import dev.verbatim.chat.session.Drain;
import dev.verbatim.config.Catalogue;
import dev.verbatim.config.Settings;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.Topics;
import dev.verbatim.llm.LlmSections;
import dev.verbatim.llm.LlmVerticle;
import dev.verbatim.llm.O200kTokenCounter;
import dev.verbatim.llm.ProviderNews;
import dev.verbatim.llm.TokenCounter;
import dev.verbatim.llm.provider.ProviderDirectory;
import dev.verbatim.llm.provider.http.Providers;
import dev.verbatim.llm.provider.http.ReloadableDirectory;
import dev.verbatim.ops.OpsVerticle;
import dev.verbatim.ops.Readiness;
import dev.verbatim.storage.StorageOptions;
import dev.verbatim.storage.StorageVerticle;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node: the graph of its verticles, built from the bottom up and taken down in the order of the drain. Starting and leaving block the caller,
 * who is the main thread, a shutdown hook or a test.
 */
public final class Gateway implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    private static final long LEAVING_MS = 2_000;
    private static final long START_MS = 60_000;

    private final String node = UUID.randomUUID().toString().substring(0, 8);
    private final Readiness readiness = new Readiness();
    private final Drain chatDrain = new Drain();
    private final Settings settings;
    private final Platform platform;
    private final Telemetry telemetry;
    private final Map<String, String> environment;
    private final DemoProvider demo;
    private final Future<Database> database;
    private final MessageBus bus;
    private final TokenKeys keys;
    private final ModelOffer models;
    private final Deployments<OpsVerticle> ops;
    private final Deployments<StorageVerticle> storage;
    private final Deployments<LlmVerticle> llm;
    private final Deployments<ChatVerticle> chat;
    private Catalogue catalogue;
    private volatile @Nullable ProviderReload reload;
    private volatile boolean draining;

    private Gateway(Settings settings, Platform platform, Telemetry telemetry, Map<String, String> environment) {
        this.settings = settings;
        this.platform = platform;
        this.telemetry = telemetry;
        this.environment = environment;
        this.demo = new DemoProvider(platform.vertx(), settings.demo());
        this.database = platform.vertx().executeBlocking(() -> Database.start(settings.database()), false);
        this.catalogue = settings.catalogue();
        this.bus = MessageBus.over(platform.vertx());
        this.keys = TokenKeys.create(platform.vertx(), settings);
        this.models = new ModelOffer(settings.catalogue());
        this.ops = new Deployments<>(platform.vertx());
        this.storage = new Deployments<>(platform.vertx());
        this.llm = new Deployments<>(platform.vertx());
        this.chat = new Deployments<>(platform.vertx());
    }

    /**
     * Starts a node.
     *
     * @param giveUp told of what cannot heal and was found only after the start
     * @throws StartFailure with one line for the operator
     */
    public static Gateway start(Map<String, String> environment, Consumer<Throwable> giveUp) {
        Settings settings = SettingsOfNode.read(environment);
        OpenFiles.warnOfTooFew(settings);
        Platform platform = Platform.create(settings.sockets(), settings.cluster());
        Gateway gateway = new Gateway(settings, platform, Telemetry.of(environment, platform.vertx()), environment);
        try {
            gateway.deploy(giveUp);
            return gateway;
        } catch (RuntimeException e) {
            // Half started is not to be left behind: a Postgres on its way up is waited for and ended.
            Waiting.forLeaving(gateway.database, START_MS);
            gateway.takeDown();
            throw e;
        }
    }

    private void deploy(Consumer<Throwable> giveUp) {
        new NodeChecks(bus, keys, chat, () -> draining).addTo(readiness);
        Waiting.forStep(
                "listen on the ops port (OPS_PORT " + settings.ops().port() + ")", ops.deploy(1, i -> opsPort()));
        catalogue = Waiting.forStep("start the demo provider", demo.enteredInto(catalogue));
        models.exchange(catalogue);
        Database started = Waiting.forStep("start Postgres", database);
        Schema schema = new Schema(vertx(), started);
        readiness.add("schema", Schema.HINT, schema::standing);
        Future<Void> stored = schema.upToDate().compose(current -> deployStorage(started));
        if (schema.isWaiting()) {
            stored.onFailure(giveUp::accept);
        } else {
            Waiting.forStep("start storage", stored);
        }
        Waiting.forStep("start the LLM verticles", deployLlm());
        Waiting.forStep("read the published keys", keys.start());
        Waiting.forStep("listen on the chat port (PORT " + settings.http().port() + ")", deployChat());
    }

    private OpsVerticle opsPort() {
        return new OpsVerticle(settings.ops(), readiness, platform.registry(), bus, this::reloaded);
    }

    private Future<String> reloaded() {
        ProviderReload known = reload;
        return known == null ? Future.failedFuture(new StartFailure("The node is still starting.")) : known.now();
    }

    private Future<Void> deployStorage(Database started) {
        StorageOptions options = new StorageOptions(
                started.url(),
                settings.storage(),
                settings.llm().leaseMs(),
                settings.rooms(),
                settings.limits(),
                settings.retention());
        return storage.deploy(settings.storage().instances(), i -> new StorageVerticle(options, bus, i));
    }

    private Future<Void> deployLlm() {
        ReloadableDirectory providers = Providers.create(
                vertx(), catalogue, settings.llm().providers(), settings.routing(), new ProviderNews(bus));
        ProviderDirectory directory = telemetry.followed(providers);
        ProviderReload watching = new ProviderReload(vertx(), environment, demo, read -> take(read, providers));
        watching.watch(settings.reload().checkMs());
        reload = watching;
        TokenCounter counter = new O200kTokenCounter();
        LlmSections sections = new LlmSections(settings.llm(), settings.context(), settings.retry(), settings.prompt());
        return llm.deploy(
                settings.llm().instances(),
                i -> new LlmVerticle(
                        Topics.llmInstance(node, i),
                        sections,
                        directory,
                        counter,
                        () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime())));
    }

    private void take(Catalogue read, ReloadableDirectory providers) {
        providers.reload(read);
        models.exchange(read);
    }

    private Future<Void> deployChat() {
        NodeServices shared = new NodeServices(chatDrain, keys.ring(), models);
        return chat.deploy(
                settings.chat().instances(),
                i -> new ChatVerticle(settings, bus, Topics.chatInstance(node, i), shared, InstantSource.system()));
    }

    /**
     * Leaves in order: not ready; joins, sends and claims refused; running replies, and those of messages that are under way, finish while chat stays open; at the limit they are
     * handed over; endings are flushed; viewers are told and closed; then storage, then ops.
     */
    public void drain() {
        LOG.info("draining limitMs={}", settings.shutdown().drainMs());
        draining = true;
        chatDrain.refuse();
        Future<Void> finished = Future.join(llm.verticles().stream()
                        .map(verticle -> verticle.drain(settings.shutdown().drainMs()))
                        .toList())
                .mapEmpty();
        Waiting.forLeaving(
                finished, settings.shutdown().drainMs() + 2 * settings.llm().leaseMs());
        takeDown();
        LOG.info("left");
    }

    /** Ends at once, as far as that is possible in order; running replies are left to others. */
    @Override
    public void close() {
        draining = true;
        chatDrain.refuse();
        takeDown();
    }

    private Future<Void> providersUnwatched() {
        ProviderReload known = reload;
        return known == null ? Future.succeededFuture() : known.stop();
    }

    private void takeDown() {
        Waiting.forLeaving(chatDrain.closeViewers(), LEAVING_MS);
        Waiting.forLeaving(chat.undeploy(), LEAVING_MS);
        Waiting.forLeaving(Future.join(keys.stop(), providersUnwatched()), LEAVING_MS);
        Waiting.forLeaving(llm.undeploy(), 2 * settings.llm().leaseMs());
        Waiting.forLeaving(storage.undeploy(), settings.storage().statementTimeoutMs());
        telemetry.close();
        Waiting.forLeaving(ops.undeploy(), LEAVING_MS);
        Waiting.forLeaving(vertx().close(), LEAVING_MS);
        if (database.succeeded()) {
            database.result().close();
        }
    }

    /** The page's address. */
    public URI chatUrl() {
        String scheme = settings.door().tls() == null ? "http" : "https";
        URI root = Addresses.of(
                scheme, settings.http().host(), chat.verticles().get(0).port());
        return URI.create(root + settings.door().basePath());
    }

    /** The ops port's address. */
    public URI opsUrl() {
        return Addresses.of(
                "http", settings.ops().host(), ops.verticles().get(0).port());
    }

    /** What this node runs on, for whoever wants to listen to its bus. */
    public Vertx vertx() {
        return platform.vertx();
    }

    Banner banner(long startedMs) {
        return new Banner(
                chatUrl().toString(),
                opsUrl().toString(),
                catalogue,
                database.result().place(),
                startedMs);
    }
}
