package dev.verbatim.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.boot.Gateway;
import dev.verbatim.testing.ApiClient;
import dev.verbatim.testing.ApiClient.Answer;
import dev.verbatim.testing.ChatClient;
import dev.verbatim.testing.Gateways;
import dev.verbatim.testing.Tables;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A room to which everything happens at once, until it is removed in the middle of an answer. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BusyRoomIT {
    private static final int TIMES = 8;

    private Gateway gateway;
    private Tables tables;

    @BeforeAll
    void start() {
        String database = TestPostgres.freshDatabase();
        tables = new Tables(database);
        gateway = Gateways.on(
                database,
                Map.of(
                        "VERBATIM_AUTH_SECRET",
                        ApiClient.SECRET,
                        "VERBATIM_ROOMS_ON_JOIN",
                        "refuse",
                        "VERBATIM_DEMO_TOKENS_PER_SECOND",
                        "100"));
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    @Test
    void everybodySeesEachRevOnceAndInOrderAndNothingStaysOpen() {
        Club club = new Club(gateway.chatUrl(), "private");
        try (ChatClient member = club.connected("member");
                ChatClient viewer = club.connected("viewer");
                ChatClient guest = club.connected("guest")) {
            long first = member.join(club.id).getLong("rev");
            assertThat(viewer.join(club.id).getLong("rev")).isEqualTo(first);

            CompletableFuture.allOf(
                            times(i -> club.said("question " + i, true)),
                            times(i -> said(club, "removed " + i)),
                            times(i -> comesAndGoes(club, guest)),
                            times(i -> club.as("owner").patch(club.path(), new JsonObject().put("name", "Name " + i))),
                            times(i -> viewer.ask("join", new JsonObject().put("roomId", club.id))))
                    .join();
            long last = tables.number("select rev from rooms where room_id = ?", club.id);
            awaitRev(member, last);
            awaitRev(viewer, last);
            assertThat(club.as("owner").delete(club.path()).status()).isEqualTo(204);
            member.await("left");
            viewer.await("left");

            assertThat(revs(member, last)).containsExactlyElementsOf(consecutive(first + 1, last));
            assertThat(revs(viewer, last)).isSorted().doesNotHaveDuplicates();
            assertThat(guest.ask(
                                    "history",
                                    new JsonObject()
                                            .put("roomId", club.id)
                                            .put("before", 9)
                                            .put("limit", 9))
                            .getJsonObject("data")
                            .getString("code"))
                    .isEqualTo("forbidden");
        }
        Awaitility.await()
                .untilAsserted(() -> assertThat(tables.number(
                                "select count(*) from replies where room_id = ? and state <> 'ended'", club.id))
                        .isZero());
        assertThat(tables.number("select count(*) from attempts where outcome = 'running'"))
                .isZero();
        assertThat(tables.number("select max(seq) - count(*) from messages where room_id = ?", club.id))
                .isZero();
    }

    private static CompletableFuture<Void> times(IntConsumer act) {
        return CompletableFuture.runAsync(() -> IntStream.range(0, TIMES).forEach(act));
    }

    private static void said(Club club, String text) {
        String id = club.said(text, true).getString("messageId");
        assertThat(club.as("owner")
                        .delete(club.path("/messages/" + UUID.fromString(id)))
                        .status())
                .isEqualTo(204);
    }

    private static void comesAndGoes(Club club, ChatClient guest) {
        club.set("guest", "member");
        guest.ask("join", new JsonObject().put("roomId", club.id));
        Answer gone = club.as("owner").delete(club.path("/members/guest"));
        assertThat(gone.status()).isEqualTo(204);
    }

    private static void awaitRev(ChatClient client, long rev) {
        Awaitility.await().until(() -> revs(client, Long.MAX_VALUE).stream().anyMatch(seen -> seen >= rev));
    }

    /** The revs of a client's frames about the room as it changed; a snapshot and what it holds is none. */
    private static List<Long> revs(ChatClient client, long most) {
        List<Long> revs = new ArrayList<>();
        for (JsonObject frame : client.frames()) {
            Long rev = frame.getJsonObject("data", new JsonObject()).getLong("rev");
            if (!"joined".equals(frame.getString("event")) && rev != null && rev <= most) {
                revs.add(rev);
            }
        }
        return revs;
    }

    private static List<Long> consecutive(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }
}
