package dev.verbatim.chat.room;

import dev.verbatim.contract.MessageBus;
import io.vertx.core.Vertx;

/**
 * What every room of one chat verticle shares.
 *
 * @param instance the verticle's own address, to which deltas are sent
 * @param patienceMs how long a join may wait for what it needs
 */
record RoomServices(
        Vertx vertx,
        MessageBus bus,
        StorageQuestions storage,
        ReplyDirectory replies,
        String instance,
        long patienceMs) {}
