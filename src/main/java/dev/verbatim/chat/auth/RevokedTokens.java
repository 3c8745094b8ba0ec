package dev.verbatim.chat.auth;

import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.Revocation;
import java.util.HashMap;
import java.util.Map;

/**
 * Tokens that were taken back, as this chat verticle knows them; whoever fills it asks storage. Bounded by what storage remembers. On the
 * verticle's event loop only; {@link #isKnown} on any thread.
 */
public final class RevokedTokens {
    private static final long RETRY_MS = 1000;

    private record Key(String tenant, String id) {}

    private final Map<Key, Revocation> tokens = new HashMap<>();
    private final Map<Key, Revocation> users = new HashMap<>();
    private volatile boolean known;

    /**
     * Learns of one.
     *
     * @return whether it was not known before
     */
    public boolean add(Revocation revocation) {
        String token = revocation.tokenId();
        String user = revocation.userId();
        if (token != null) {
            return tokens.putIfAbsent(new Key(revocation.tenant(), token), revocation) == null;
        }
        if (user == null) {
            return false;
        }
        Key key = new Key(revocation.tenant(), user);
        Revocation before = users.get(key);
        // An answer that was read earlier may come later.
        boolean newer = before == null || before.revokedAt().isBefore(revocation.revokedAt());
        if (newer) {
            users.put(key, revocation);
        }
        return newer;
    }

    /** Forgets what has expired. */
    public void forget(long nowMs) {
        tokens.values().removeIf(revocation -> revocation.expiresAt().toEpochMilli() < nowMs);
        users.values().removeIf(revocation -> revocation.expiresAt().toEpochMilli() < nowMs);
    }

    /** All that storage remembers was learnt of once. */
    public void setKnown() {
        known = true;
    }

    /** Whether all that storage remembered was learnt of once; until then nobody is let into anything. */
    public boolean isKnown() {
        return known;
    }

    /** Fails with {@code storage_unavailable} while it is not known which tokens were taken back. */
    public void requireKnown() {
        if (!known) {
            throw new Failure(FailureCode.STORAGE_UNAVAILABLE, "It is not known yet who may come in.", RETRY_MS);
        }
    }

    /** How many are remembered. */
    public int size() {
        return tokens.size() + users.size();
    }

    /** Whether this bearer's token was taken back. */
    public boolean covers(Identity bearer) {
        if (tokens.containsKey(new Key(bearer.tenant(), bearer.token().id()))) {
            return true;
        }
        Revocation all = users.get(new Key(bearer.tenant(), bearer.author().userId()));
        Long issuedAtMs = bearer.token().issuedAtMs();
        return all != null
                && (issuedAtMs == null || issuedAtMs <= all.revokedAt().toEpochMilli());
    }
}
