package dev.verbatim.chat.session;

import dev.verbatim.chat.auth.Tokens;
import dev.verbatim.chat.room.Rooms;
import dev.verbatim.chat.room.StorageQuestions;
import dev.verbatim.config.Settings;
import dev.verbatim.contract.MessageBus;

/** What all sessions of one chat verticle share. */
public record SessionServices(
        Settings settings, MessageBus bus, Tokens tokens, StorageQuestions storage, Rooms rooms, Drain drain) {
    /** How messages get into rooms. */
    public Posts posts() {
        return new Posts(bus, storage, drain, settings.chat().requestTimeoutMs());
    }
}
