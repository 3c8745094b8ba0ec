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
        readiness.add("storage", this::storage);
        readiness.add("keys", keys::standing);
        readiness.add("revocations", this::revocations);
        readiness.add("traffic", this::traffic);
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
