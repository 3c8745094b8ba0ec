package dev.verbatim.chat.connection;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

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

    /** So much more than calm is owed before the largest are looked for again: this part of all. To look is to go through all debtors. */
    private static final int LOOK_PART = 64;

    /** An account at one moment: its event loop changes it while others are compared with it. */
    private record Debt(Account account, long owed, boolean stays) {
        private static Debt of(Account account) {
            return new Debt(account, account.owed, account.stays);
        }
    }

    private final long full;
    private final long calm;
    private final AtomicLong bytes = new AtomicLong();
    /** Of those who have not been sent away. */
    private final AtomicLong staying = new AtomicLong();

    private final Set<Account> debtors = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean relieving = new AtomicBoolean();

    /**
     * Nobody is behind.
     *
     * @param full bytes that are never exceeded by more than what is written in one turn
     */
    public Backlog(long full) {
        this.full = full;
        this.calm = full / 2 * CALM_OF_HIGH_PERCENT / PERCENT;
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
        if (now > before && isTooMuch(all) && relieving.compareAndSet(false, true)) {
            try {
                relieve();
            } finally {
                relieving.set(false);
            }
        }
    }

    /** While those who were sent away are still leaving, those who stay are what matters. */
    private boolean isTooMuch(long all) {
        return all >= full || (all > full / 2 && staying.get() > calm + full / LOOK_PART);
    }

    /** Whoever was sent away before and still holds what it did not take is cut where even that is too much. */
    private void relieve() {
        List<Debt> largest = debtors.stream()
                .map(Debt::of)
                .sorted(Comparator.comparingLong(Debt::owed).reversed())
                .toList();
        end(largest.stream().filter(Debt::stays), staying.get() - calm, Account::sendAway);
        if (isFull()) {
            end(largest.stream().filter(debt -> !debt.stays()), bytes.get() - full / 2, Account::cut);
        }
    }

    /** Ends as many of them as it takes, the first first. */
    private static void end(Stream<Debt> debts, long tooMuch, Consumer<Account> how) {
        long left = tooMuch;
        Iterator<Debt> next = debts.iterator();
        while (left > 0 && next.hasNext()) {
            Debt debt = next.next();
            left -= debt.owed();
            how.accept(debt.account());
        }
    }

    /** What one viewer owes. Set on its event loop only; sent away from any. */
    public static final class Account {
        private final Backlog all;
        private final Executor loop;
        private volatile long owed;
        private volatile boolean stays = true;
        private boolean over;
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
            if (now != before && !over) {
                owe(now);
                all.change(this, before, now);
            }
        }

        private synchronized void owe(long now) {
            all.staying.addAndGet(stays ? now - owed : 0);
            owed = now;
        }

        /** The viewer is gone with all that it owed, whatever its line still says of it. */
        public void close() {
            set(0);
            over = true;
        }

        long owed() {
            return owed;
        }

        Backlog all() {
            return all;
        }

        /** It will be gone soon; what it owes until then counts, but sending it away once more would not help. */
        synchronized void leaves() {
            if (stays) {
                stays = false;
                all.staying.addAndGet(-owed);
            }
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
