package dev.verbatim.chat.auth;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The keys that tokens may be signed with: some from the settings, which stay, and some that whoever makes tokens publishes, which change. One
 * for all chat verticles of a node; any thread.
 *
 * <p>A key with a name fits tokens that name it, and tokens that name none where it is the only one of its algorithm. A key without a name
 * fits all of its algorithm.
 */
public final class KeyRing {
    /** How many keys may be on it, so that a token is tried with few. */
    public static final int MOST = 64;

    private final List<VerificationKey> fixed;
    private final @Nullable Supplier<Future<Boolean>> refetch;
    private volatile List<VerificationKey> published = List.of();

    private KeyRing(List<VerificationKey> fixed, @Nullable Supplier<Future<Boolean>> refetch) {
        this.fixed = List.copyOf(fixed);
        this.refetch = refetch;
    }

    /** A ring of keys that do not change. */
    public static KeyRing of(List<VerificationKey> fixed) {
        return new KeyRing(fixed, null);
    }

    /**
     * A ring of keys of which some are published.
     *
     * @param refetch asks for the published keys anew where a token names one that is not here; completes with whether it asked, at once where
     *     that was lately done
     */
    public static KeyRing of(List<VerificationKey> fixed, Supplier<Future<Boolean>> refetch) {
        return new KeyRing(fixed, refetch);
    }

    /** From now on these are the published keys. */
    public void publish(List<VerificationKey> keys) {
        published = keys.stream().limit(MOST).toList();
    }

    /** How many keys there are. */
    public int size() {
        return fixed.size() + published.size();
    }

    /** Whether there is any key of an algorithm, or could be once there are published ones. */
    boolean has(Algorithm algorithm) {
        boolean awaited = refetch != null && algorithm != Algorithm.HS256;
        return awaited || of(algorithm).findAny().isPresent();
    }

    /** The keys that a token may be signed with. */
    List<VerificationKey> candidates(Algorithm algorithm, @Nullable String kid) {
        List<VerificationKey> own = of(algorithm).toList();
        boolean onlyOne = kid == null && own.size() == 1;
        return onlyOne
                ? own
                : own.stream()
                        .filter(key -> key.kid() == null || Objects.equals(key.kid(), kid))
                        .toList();
    }

    /** Asks for published keys that are not here yet; completes with whether it is worth looking again, and never fails. */
    Future<Boolean> refetch() {
        return refetch == null ? Future.succeededFuture(false) : refetch.get().otherwise(false);
    }

    private Stream<VerificationKey> of(Algorithm algorithm) {
        List<VerificationKey> all = new ArrayList<>(fixed);
        all.addAll(published);
        return all.stream().filter(key -> key.algorithm() == algorithm);
    }
}
