package dev.verbatim.chat.room;

import dev.verbatim.config.ChatSettings;
import dev.verbatim.contract.Author;
import dev.verbatim.contract.Inbox;
import dev.verbatim.contract.JoinRoom;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.MessageBus.Subscription;
import dev.verbatim.contract.ReadRevs;
import dev.verbatim.contract.RoomFact;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.RoomRevs;
import dev.verbatim.contract.SetupFact;
import dev.verbatim.contract.Topics;
import dev.verbatim.contract.Typing;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The rooms that somebody on this chat verticle looks at. Listens to the bus for all of them and, once in a while, compares all their
 * revs with Postgres in one question, so that viewers are exact even if the bus loses everything.
 */
public final class Rooms {
    private static final long GONE = -1;

    private final Vertx vertx;
    private final ChatSettings settings;
    private final RoomServices services;
    private final Map<RoomKey, RoomView> views = new HashMap<>();
    private final People people = new People();
    private final PresenceExchange presences;
    private final ReadMarks marks;
    private final List<Subscription> subscriptions = new ArrayList<>();
    private long timer;
    private long presenceTimer;
    private boolean checking;

    /**
     * No rooms yet; to be made on the verticle's context.
     *
     * @param instance the verticle's own address
     */
    public Rooms(Vertx vertx, MessageBus bus, StorageQuestions storage, String instance, ChatSettings settings) {
        this.vertx = vertx;
        this.settings = settings;
        ReplyDirectory replies = new ReplyDirectory(new TurnEnd(vertx.getOrCreateContext()));
        this.services = new RoomServices(vertx, bus, storage, replies, instance, 2 * settings.requestTimeoutMs());
        this.presences = new PresenceExchange(instance, report -> bus.publish(Topics.PRESENCE, report));
        this.marks = new ReadMarks(storage::mark);
    }

    /** Begins to listen; completes when facts reach this verticle. */
    public Future<Void> start() {
        MessageBus bus = services.bus();
        subscriptions.add(bus.consume(Topics.MESSAGES, views::containsKey, this::hear));
        subscriptions.add(bus.consume(Topics.REPLIES, views::containsKey, this::hear));
        subscriptions.add(bus.consume(Topics.ROOMS, this::hearSetup));
        subscriptions.add(bus.consume(Topics.TYPING, views::containsKey, this::heard));
        subscriptions.add(bus.consume(Topics.PRESENCE, report -> presences.hear(report, nowMs())));
        subscriptions.add(bus.consume(Topics.MARKS, people::hear));
        Inbox inbox = Inbox.here(vertx);
        subscriptions.add(bus.consume(Topics.DELTAS.at(services.instance()), inbox, services.replies()::hear));
        subscriptions.add(bus.consume(Topics.PROGRESS.at(services.instance()), inbox, services.replies()::hear));
        presenceTimer = vertx.setPeriodic(PresenceExchange.TICK_MS, fired -> everySecond());
        timer = vertx.setPeriodic(settings.revCheckMs(), fired -> check());
        return Future.all(subscriptions.stream().map(Subscription::ready).toList())
                .mapEmpty();
    }

    /**
     * Lets a viewer into a room, or gives it a fresh snapshot.
     *
     * @param ref the client's own mark as JSON text, for {@code joined}
     * @param onMade what is done where the join has made the room, whatever comes of it then
     * @return completes when {@code joined} was sent, fails with the reason why it was not
     */
    public Future<Void> join(Viewer viewer, JoinRoom question, @Nullable String ref, Runnable onMade) {
        RoomView view = views.computeIfAbsent(question.room(), this::open);
        Joining joining = new Joining(viewer, question, ref, nowMs() + services.patienceMs(), onMade);
        return view.joinings().add(joining).onFailure(cause -> closeIfDeserted(view));
    }

    /** This viewer looks no longer; also ends its joins. */
    public void leave(Viewer viewer, RoomKey room) {
        RoomView view = views.get(room);
        if (view != null) {
            view.leave(viewer);
            closeIfDeserted(view);
        }
    }

    /** Somebody who looks at the room writes. */
    public void typing(RoomKey room, Author author) {
        RoomView view = views.get(room);
        if (view != null) {
            view.typing(author, nowMs());
        }
    }

    /** Somebody who looks at the room has read it up to here. */
    public void read(RoomKey room, String userId, long seq) {
        marks.mark(room, userId, seq);
    }

    /** Who is here. */
    public People people() {
        return people;
    }

    /** How many rooms are looked at. */
    public int size() {
        return views.size();
    }

    /** How many replies of them are open. */
    public int openReplies() {
        return services.replies().size();
    }

    /** How many deltas have come so far. */
    public long deltas() {
        return services.replies().deltas();
    }

    /** Ends everything; viewers get nothing more. */
    public Future<Void> close() {
        vertx.cancelTimer(timer);
        vertx.cancelTimer(presenceTimer);
        views.values().forEach(this::close);
        views.clear();
        return Future.all(subscriptions.stream().map(Subscription::cancel).toList())
                .mapEmpty();
    }

    /** Those who do not look at the room first: whoever this takes out of it has not left it yet, and hears it once. */
    private void hearSetup(SetupFact fact) {
        people.hear(fact);
        hear(fact);
    }

    private void hear(RoomFact fact) {
        RoomView view = views.get(fact.room());
        if (view != null) {
            view.facts().offer(fact);
        }
    }

    private void heard(Typing typing) {
        RoomView view = views.get(typing.room());
        if (view != null) {
            view.heard(typing);
        }
    }

    private void closeIfDeserted(RoomView view) {
        if (view.isDeserted() && views.remove(view.key(), view)) {
            close(view);
        }
    }

    private RoomView open(RoomKey room) {
        RoomView view = new RoomView(services, room);
        presences.watch(view.presence());
        return view;
    }

    private void close(RoomView view) {
        view.close();
        presences.unwatch(view.presence());
    }

    private void everySecond() {
        presences.tick(nowMs());
        marks.tick();
    }

    private void check() {
        long now = nowMs();
        List<RoomView> watched =
                views.values().stream().filter(view -> view.facts().hasBegun()).toList();
        List.copyOf(views.values()).forEach(view -> view.tick(now));
        if (!checking && !watched.isEmpty()) {
            checking = true;
            ReadRevs question = new ReadRevs(watched.stream().map(RoomView::key).toList());
            services.storage().revs(question).onComplete(revs -> compare(watched, revs), cause -> checking = false);
        }
    }

    private void compare(List<RoomView> watched, RoomRevs answer) {
        checking = false;
        for (int i = 0; i < watched.size(); i++) {
            RoomView view = watched.get(i);
            long rev = answer.revs().get(i);
            if (rev == GONE) {
                view.removed();
            } else {
                view.facts().behind(rev);
            }
        }
    }

    private static long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
