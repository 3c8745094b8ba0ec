package dev.verbatim.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.testing.FaultyProvider;
import dev.verbatim.testing.Tables;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life and death of a gateway: rooms with running, queued and just-sent replies, SIGKILL at a moment chosen by the seed, a restart on the
 * same data, the same people coming back; then everything is audited.
 */
final class KillRound {
    private static final int ROOMS = 4;
    private static final int MAX_SENDS = 24;
    private static final int QUEUED = 2;
    private static final long SETTLED_WITHIN_S = 10;

    private static final Logger LOG = LoggerFactory.getLogger(KillRound.class);

    private final Random random;
    private final Installation installation;
    private final FaultyProvider provider;
    private final List<Person> writers = new ArrayList<>();
    private final List<Person> everybody = new ArrayList<>();
    private final Killer killer;
    private int sends;

    KillRound(String name, long seed, Installation installation, FaultyProvider provider) {
        this.random = new Random(seed);
        this.installation = installation;
        this.provider = provider;
        Killer.Moment[] moments = {
            Killer.Moment.DELTA,
            Killer.Moment.DELTA,
            Killer.Moment.DELTA,
            Killer.Moment.START,
            Killer.Moment.END,
            Killer.Moment.SENT,
            Killer.Moment.SEND
        };
        Killer.Moment moment = moments[random.nextInt(moments.length)];
        int count = 1 + random.nextInt(moment == Killer.Moment.DELTA ? 300 : 12);
        killer = new Killer(installation.ready(), moment, count);
        for (int i = 0; i < ROOMS; i++) {
            String room = "room-" + name + "-" + i;
            writers.add(new Person(installation.chat(), room));
            everybody.add(writers.get(i));
            everybody.add(new Person(installation.chat(), room));
        }
    }

    void run() {
        everybody.forEach(person -> person.join(installation.chat(), killer::saw));
        talkUntilDead();
        installation.forget();
        everybody.forEach(Person::hangUp);

        installation.ready();
        eachOpenReplyGoesOn(installation.tables());
        everybody.forEach(this::comeBack);
        writers.forEach(this::saysAgainWhatMayBeLost);
        awaitQuiet(installation.tables());

        everybody.forEach(this::auditAndLeave);
    }

    private void talkUntilDead() {
        try {
            writers.forEach(this::fillQueue);
            writers.forEach(writer -> writer.line().await(Killer::isDelta));
            killer.arm();
            while (!killer.isDone() && sends < MAX_SENDS) {
                say(writers.get(random.nextInt(ROOMS)));
                killer.awaitDeltas(1 + random.nextInt(15));
            }
        } catch (CompletionException e) {
            // A send that found the line dead is one that was not acknowledged.
            killer.await();
        }
        killer.await();
    }

    private void fillQueue(Person writer) {
        for (int i = 0; i <= QUEUED; i++) {
            say(writer);
        }
    }

    private void say(Person writer) {
        String clientId = "c-" + sends++;
        String model = "answer-" + (10 + random.nextInt(30)) + "-d" + (5 + random.nextInt(10));
        writer.say(clientId, writer.roomId + " says " + clientId, model);
        killer.happened(Killer.Moment.SEND);
    }

    /** Within ten seconds of readiness each reply that was open has a higher attempt or its ending. */
    private void eachOpenReplyGoesOn(Tables tables) {
        Map<String, Integer> open = new HashMap<>();
        for (Person writer : writers) {
            new Audit(tables, writer.roomId)
                    .replies().stream()
                            .filter(reply -> !"ended".equals(reply.getString("state")))
                            .forEach(reply -> open.put(reply.getString("reply_id"), reply.getInteger("attempt")));
        }
        LOG.info("killed moment={} sends={} open={}", killer, sends, open.size());
        Awaitility.await()
                .atMost(SETTLED_WITHIN_S, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(standingStill(tables, open)).isEmpty());
    }

    private List<JsonObject> standingStill(Tables tables, Map<String, Integer> open) {
        return writers.stream()
                .flatMap(writer -> new Audit(tables, writer.roomId).replies().stream())
                .filter(reply -> !"ended".equals(reply.getString("state")))
                .filter(reply -> reply.getInteger("attempt") <= open.getOrDefault(reply.getString("reply_id"), -1))
                .toList();
    }

    private void comeBack(Person person) {
        long since = person.seen.rev();
        JsonObject joined = person.join(installation.chat(), frame -> {});
        new Audit(installation.tables(), person.roomId).broughtExactlyWhatWasMissed(joined, since);
    }

    /** All of it once more, as a client does that does not know: what was acknowledged is acknowledged the same way. */
    private void saysAgainWhatMayBeLost(Person writer) {
        writer.said.keySet().forEach(writer::sayAgain);
        writer.said.keySet().forEach(clientId -> {
            JsonObject answer = writer.line().await(frame -> isAnswerTo(frame, clientId));
            assertThat(answer.getString("event")).as(answer.encode()).isEqualTo("sent");
        });
        writer.noteAcknowledged();
    }

    private static boolean isAnswerTo(JsonObject frame, String clientId) {
        JsonObject data = frame.getJsonObject("data", new JsonObject());
        boolean failed = "error".equals(frame.getString("event")) && !data.containsKey("messageId");
        return failed || ("sent".equals(frame.getString("event")) && clientId.equals(data.getString("clientId")));
    }

    private void awaitQuiet(Tables tables) {
        for (Person person : everybody) {
            Awaitility.await(person.roomId).until(() -> nothingIsOpen(tables, person));
            long rev = tables.number("select rev from rooms where room_id = ?", person.roomId);
            Awaitility.await(person.roomId + " shows rev " + rev).until(() -> person.newestRev() == rev);
        }
    }

    private static boolean nothingIsOpen(Tables tables, Person person) {
        return tables.number("select count(*) from replies where state <> 'ended' and room_id = ?", person.roomId) == 0;
    }

    private void auditAndLeave(Person person) {
        person.hangUp();
        Audit audit = new Audit(installation.tables(), person.roomId);
        audit.settled(provider.attempts());
        audit.agreesWith(person);
    }
}
