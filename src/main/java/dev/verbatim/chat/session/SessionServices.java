package dev.verbatim.chat.session;

import dev.verbatim.chat.audit.AuditEvent;
import dev.verbatim.chat.auth.Identity;
import dev.verbatim.chat.auth.Revoking;
import dev.verbatim.chat.auth.Tokens;
import dev.verbatim.chat.room.Rooms;
import dev.verbatim.chat.room.StorageQuestions;
import dev.verbatim.config.Settings;
import dev.verbatim.contract.MessageBus;
import org.jspecify.annotations.Nullable;

/** What all sessions of one chat verticle share. */
public record SessionServices(
        Settings settings, MessageBus bus, Tokens tokens, StorageQuestions storage, Rooms rooms, Drain drain) {
    /** Takes tokens back. */
    public Revoking revoking() {
        return new Revoking(bus, settings.chat().requestTimeoutMs());
    }

    /** Writes down what happened to a client, who may be nobody yet. */
    void audit(AuditEvent event, String address, @Nullable Identity who, String rule) {
        if (who == null) {
            tokens.audit().record(event, address, rule);
        } else {
            tokens.audit().record(event, address, who.tenant(), who.author().userId(), rule);
        }
    }

    /** How messages get into rooms. */
    public Posts posts() {
        return new Posts(bus, storage, drain, settings.chat().requestTimeoutMs());
    }
}
