package dev.verbatim.chat.connection;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * What all viewers of this process together have been sent and have not taken. Each may be slow within its own bound, and a thousand of them
 * could still take all memory: from half of what there may be on the largest are sent away, at all of it they are cut, and a viewer that is
 * behind gets nothing more. What is answered over HTTP counts too. Shared by all verticles: thread-safe. Who keeps up is not looked at.
 */
public final class Backlog implements Shareable {
    private static final String SHARED = "verbatim.chat.backlog";

    /** Who is sent away frees so much that the next frame does not send away another one. */
    private static final int CALM_OF_HIGH_PERCENT = 75;

    private static final int PERCENT = 100;

    private final long full;
    private final AtomicLong bytes = new AtomicLong();
    private final Set<Account> debtors = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean relieving = new AtomicBoolean();

    /**
     * Nobody is behind.
     *
     * @param full bytes that are never exceeded by more than what is written in one turn
     */
    public Backlog(long full) {
        this.full = full;
    }

    /** The one of this process; all its verticles have the same bound. */
    public static Backlog of(Vertx vertx, long full) {
        return vertx.sharedData()
                .<String, Backlog>getLocalMap(SHARED)
                .computeIfAbsent(SHARED, first -> new Backlog(full));
    }

    /** An account of a viewer whose calls are on this event loop. */
    public Account account(Executor loop) {
        return new Account(this, loop);
    }

    /** Whether so much waits that nothing large may come to it. */
    boolean isHigh() {
        return bytes.get() > full / 2;
    }

    /** Whether no more may wait at all. */
    boolean isFull() {
        return bytes.get() >= full;
    }

    /** How much waits. */
    public long bytes() {
        return bytes.get();
    }

    private void change(Account account, long before, long now) {
        long all = bytes.addAndGet(now - before);
        if (before == 0) {
            debtors.add(account);
        } else if (now == 0) {
            debtors.remove(account);
        }
        if (now > before && all > full / 2 && relieving.compareAndSet(false, true)) {
            relieve();
            relieving.set(false);
        }
    }

    /** Whoever was sent away before and still holds what it did not take is cut where even that is too much. */
    private void relieve() {
        List<Account> largest = debtors.stream()
                .sorted(Comparator.comparingLong(Account::owed).reversed())
                .toList();
        List<Account> staying = largest.stream().filter(Account::stays).toList();
        List<Account> leaving =
                largest.stream().filter(account -> !account.stays()).toList();
        long calm = full / 2 * CALM_OF_HIGH_PERCENT / PERCENT;
        end(staying, owedBy(staying) - calm, Account::sendAway);
        if (isFull()) {
            end(leaving, bytes.get() - full / 2, Account::cut);
        }
    }

    private static long owedBy(List<Account> accounts) {
        return accounts.stream().mapToLong(Account::owed).sum();
    }

    /** Ends as many of them as it takes, the first first. */
    private static void end(List<Account> accounts, long tooMuch, Consumer<Account> how) {
        long left = tooMuch;
        for (Account account : accounts) {
            if (left <= 0) {
                return;
            }
            left -= account.owed();
            how.accept(account);
        }
    }

    /** What one viewer owes. Set on its event loop only. */
    public static final class Account {
        private final Backlog all;
        private final Executor loop;
        private volatile long owed;
        private volatile boolean stays = true;
        private Runnable away = () -> {};
        private Runnable cut = () -> {};

        private Account(Backlog all, Executor loop) {
            this.all = all;
            this.loop = loop;
        }

        /** Whose it is; set once, before anything is owed. */
        public void of(Runnable whenSentAway, Runnable whenCut) {
            away = whenSentAway;
            cut = whenCut;
        }

        /** So much waits for this viewer now. */
        public void set(long now) {
            long before = owed;
            if (now != before) {
                owed = now;
                all.change(this, before, now);
            }
        }

        long owed() {
            return owed;
        }

        Backlog all() {
            return all;
        }

        /** It will be gone soon; what it owes until then counts, but sending it away once more would not help. */
        void leaves() {
            stays = false;
        }

        private boolean stays() {
            return stays;
        }

        private void sendAway() {
            leaves();
            loop.execute(away);
        }

        private void cut() {
            loop.execute(cut);
        }
    }
}
