package dev.verbatim.chat.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.config.ChatSettings;
import dev.verbatim.contract.DeltaKind;
import dev.verbatim.contract.JoinRoom;
import dev.verbatim.contract.MessageBus;
import dev.verbatim.contract.OpenReply;
import dev.verbatim.contract.ReplyDelta;
import dev.verbatim.contract.ReplyState;
import dev.verbatim.contract.RoomDetails;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.RoomOptions;
import dev.verbatim.contract.RoomSnapshot;
import dev.verbatim.contract.Topics;
import dev.verbatim.contract.Typing;
import dev.verbatim.contract.Visibility;
import dev.verbatim.contract.WatchedReply;
import dev.verbatim.testing.Patience;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A room in which an answer runs, and a storage that answers when the test says so. */
@ExtendWith(VertxExtension.class)
class JoiningsTest {
    private static final RoomKey ROOM = new RoomKey("main", "tea");
    private static final UUID ANSWER = new UUID(0, 2);
    private static final String CHAT = "verbatim.chat.n1.0";
    private static final String LLM = Topics.llmInstance("n1", 0);
    private static final long NEVER_MS = 600_000;

    private final BlockingQueue<Promise<RoomSnapshot>> asked = new LinkedBlockingQueue<>();
    private MessageBus bus;
    private Context loop;
    private Rooms rooms;

    @BeforeEach
    void open(Vertx vertx) {
        loop = vertx.getOrCreateContext();
        bus = MessageBus.over(vertx);
        WatchedReply text = new WatchedReply(1, 1, "", "", "", "m", "p");
        get(onLoop(() -> bus.serve(Topics.WATCH.at(LLM), question -> Future.succeededFuture(text))
                .ready()));
        get(onLoop(() -> bus.serve(Topics.JOIN.of(ROOM), this::join).ready()));
        ChatSettings settings = new ChatSettings(1, 1, 1, 1, 1, 1, 1, 1, NEVER_MS, NEVER_MS, NEVER_MS);
        get(onLoop(() -> {
            rooms = new Rooms(vertx, bus, new StorageQuestions(bus, NEVER_MS), CHAT, settings);
            return rooms.start();
        }));
    }

    private Future<RoomSnapshot> join(JoinRoom question) {
        Promise<RoomSnapshot> answer = Promise.promise();
        asked.add(answer);
        return answer.future();
    }

    private <T> Future<T> onLoop(Supplier<Future<T>> work) {
        return Future.future(done -> loop.runOnContext(turn -> work.get().onComplete(done)));
    }

    private static <T> T get(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(Patience.SECONDS, TimeUnit.SECONDS)
                .join();
    }

    private Future<Void> join(Onlooker viewer) {
        JoinRoom question = new JoinRoom(ROOM, viewer.author(), null, null, false);
        return onLoop(() -> rooms.join(viewer, question, null, () -> {}));
    }

    private Promise<RoomSnapshot> nextAsked() throws InterruptedException {
        Promise<RoomSnapshot> answer = asked.poll(Patience.SECONDS, TimeUnit.SECONDS);
        assertThat(answer).isNotNull();
        return answer;
    }

    private static RoomSnapshot snapshot() {
        RoomDetails details = new RoomDetails("tea", Visibility.PUBLIC, RoomOptions.DEFAULT);
        OpenReply running = new OpenReply(ANSWER, 2, new UUID(0, 1), ReplyState.RUNNING, LLM, 1, 1, "m", "p", 0);
        return new RoomSnapshot(details, 2, 2, false, List.of(), false, List.of(), List.of(running), null, null, false);
    }

    /** Whoever is on the way in keeps the room open, also where the last one in it leaves in the same turn. */
    @Test
    void whoComesWhileTheLastOneHereIsSentAwayForTheTextBeforeTheirsIsIn() throws InterruptedException {
        Onlooker ada = new Onlooker("ada");
        Future<Void> adaIn = join(ada);
        nextAsked().complete(snapshot());
        get(adaIn);
        ada.whenSeen(() -> rooms.leave(ada, ROOM));
        Onlooker ben = new Onlooker("ben");
        Future<Void> benIn = join(ben);
        Promise<RoomSnapshot> answer = nextAsked();

        // The text is heard, and not shown yet, when the room's snapshot comes.
        get(onLoop(() -> {
            bus.send(Topics.DELTAS.at(CHAT), new ReplyDelta(ROOM, ANSWER, 1, 1, DeltaKind.TEXT, 0, "Hello"));
            answer.complete(snapshot());
            return Future.succeededFuture();
        }));
        get(benIn);

        assertThat(get(onLoop(() -> Future.succeededFuture(rooms.size())))).isEqualTo(1);
        bus.publish(Topics.TYPING, new Typing(ROOM, "cleo", "CLEO"), ROOM);
        Awaitility.await()
                .until(() -> get(onLoop(() -> Future.succeededFuture(ben.takeSeen()))).stream()
                        .anyMatch(frame -> "typing".equals(frame.getString("event"))));
    }
}
