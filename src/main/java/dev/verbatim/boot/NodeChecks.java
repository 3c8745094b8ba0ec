package dev.verbatim.boot;

import dev.verbatim.chat.ChatVerticle;
import dev.verbatim.contract.CheckStorage;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.StorageReady;
import dev.verbatim.contract.Topics;
import dev.verbatim.ops.Readiness;
import io.vertx.core.Future;
import java.util.function.BooleanSupplier;

/** What has to be so for a node to take traffic: what is ready answers at once. Asked on any thread. */
final class NodeChecks {
    private static final long CHECK_MS = 2_000;

    private final MessageBus bus;
    private final TokenKeys keys;
    private final Deployments<ChatVerticle> chat;
    private final BooleanSupplier draining;

    NodeChecks(MessageBus bus, TokenKeys keys, Deployments<ChatVerticle> chat, BooleanSupplier draining) {
        this.bus = bus;
        this.keys = keys;
        this.chat = chat;
        this.draining = draining;
    }

    void addTo(Readiness readiness) {
        readiness.add(
                "storage",
                "Is Postgres up, and DATABASE_URL right? Running answers go on, sends and joins wait for it.",
                this::storage);
        readiness.add("keys", "Nobody new can sign in: can auth.jwks-url be read from here?", keys::standing);
        readiness.add("revocations", "Heals by itself once storage answers.", this::revocations);
        readiness.add("traffic", "Nothing: the node was told to leave, and lets its answers finish.", this::traffic);
    }

    private Future<String> storage() {
        return bus.request(Topics.STORAGE_CHECK, new CheckStorage(), CHECK_MS).map(StorageReady::detail);
    }

    private Future<String> revocations() {
        boolean known =
                !chat.verticles().isEmpty() && chat.verticles().stream().allMatch(ChatVerticle::knowsRevocations);
        return known ? Future.succeededFuture("known") : Future.failedFuture("not read yet");
    }

    private Future<String> traffic() {
        return draining.getAsBoolean() ? Future.failedFuture("draining") : Future.succeededFuture("accepted");
    }
}
