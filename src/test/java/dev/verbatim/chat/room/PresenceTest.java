package dev.verbatim.chat.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.Crowd;
import dev.verbatim.contract.PresenceReport;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.RoomPresence;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who looks at a room through several chat verticles, on a bus that a test can cut, with a clock that a test moves. */
class PresenceTest {
    private static final RoomKey TEA = new RoomKey("main", "tea");
    private static final RoomKey FOREIGN = new RoomKey("other", "tea");

    private final Map<String, Verticle> verticles = new LinkedHashMap<>();
    private final List<PresenceReport> said = new ArrayList<>();
    private long now;

    /** One of them, with as many rooms as a test opens. */
    private final class Verticle {
        private final PresenceExchange exchange;
        private final Map<RoomKey, Viewers> viewers = new LinkedHashMap<>();
        private final Map<RoomKey, Presence> rooms = new LinkedHashMap<>();
        private boolean deaf;
        private boolean mute;

        private Verticle(String name) {
            exchange = new PresenceExchange(name, this::publish);
        }

        private void publish(PresenceReport report) {
            said.add(report);
            if (!mute) {
                verticles.values().stream().filter(each -> !each.deaf).forEach(each -> each.exchange.hear(report, now));
            }
        }

        private Onlooker join(RoomKey room, String userId) {
            Presence presence = rooms.computeIfAbsent(room, this::open);
            Onlooker viewer = new Onlooker(userId);
            viewers.get(room).add(viewer);
            presence.touch();
            presence.greeting();
            return viewer;
        }

        private Presence open(RoomKey room) {
            Presence presence = new Presence(room, viewers.computeIfAbsent(room, first -> new Viewers()));
            exchange.watch(presence);
            return presence;
        }

        private void leave(RoomKey room, Onlooker viewer) {
            viewers.get(room).remove(viewer);
            rooms.get(room).touch();
            if (viewers.get(room).isEmpty()) {
                exchange.unwatch(rooms.remove(room));
            }
        }
    }

    private Verticle verticle(String name) {
        Verticle made = new Verticle(name);
        verticles.put(name, made);
        return made;
    }

    /** So many seconds pass for everybody. */
    private void seconds(int count) {
        for (int i = 0; i < count; i++) {
            now += PresenceExchange.TICK_MS;
            List.copyOf(verticles.values()).forEach(each -> each.exchange.tick(now));
        }
    }

    private static JsonObject last(Onlooker viewer) {
        List<JsonObject> seen = viewer.takeSeen();
        assertThat(seen).isNotEmpty();
        return seen.get(seen.size() - 1).getJsonObject("data");
    }

    private static List<String> users(JsonObject data) {
        JsonArray users = data.getJsonArray("users");
        return IntStream.range(0, users.size())
                .mapToObj(i -> users.getJsonObject(i).getString("userId"))
                .toList();
    }

    private long entries() {
        return said.stream().mapToLong(report -> report.rooms().size()).sum();
    }

    @Test
    void everybodyIsTheseWhereverTheyLookAndOncePerPerson() {
        Onlooker ada = verticle("a").join(TEA, "ada");
        Onlooker ben = verticle("b").join(TEA, "ben");
        verticles.get("a").join(TEA, "ada");
        verticles.get("b").join(TEA, "ada");

        seconds(3);

        for (Onlooker each : List.of(ada, ben)) {
            JsonObject data = last(each);
            assertThat(data.getInteger("count")).isEqualTo(2);
            assertThat(users(data)).containsExactly("ada", "ben");
            assertThat(data.getJsonArray("users").getJsonObject(0).getString("name"))
                    .isEqualTo("ADA");
        }
    }

    @Test
    void whoLeavesDisappearsAndWhoHasAnotherConnectionDoesNot() {
        Verticle a = verticle("a");
        Verticle b = verticle("b");
        Onlooker ada = a.join(TEA, "ada");
        Onlooker ben = b.join(TEA, "ben");
        Onlooker bensPhone = b.join(TEA, "ben");
        seconds(3);
        ada.takeSeen();

        b.leave(TEA, bensPhone);
        seconds(3);
        assertThat(ada.takeSeen()).isEmpty();

        b.leave(TEA, ben);
        seconds(2);
        assertThat(users(last(ada))).containsExactly("ada");
    }

    /** Between two looks: whoever came while somebody else was there for a moment was told so. */
    @Test
    void whoWasToldOfSomebodyWhoLeftAtOnceIsToldThatToo() {
        Verticle a = verticle("a");
        a.join(TEA, "ada");
        seconds(3);
        Onlooker ben = a.join(TEA, "ben");
        Onlooker adasPhone = a.join(TEA, "ada");

        a.leave(TEA, ben);
        seconds(2);

        assertThat(users(last(adasPhone))).containsExactly("ada");
    }

    /** As SockJS over HTTP ends: in the turn in which a viewer turns out to be too slow. */
    @Test
    void whoIsSentAwayForAFrameOfThisDoesNotKeepItFromOthers() {
        Verticle a = verticle("a");
        Onlooker ada = a.join(TEA, "ada");
        Onlooker ben = a.join(TEA, "ben");
        ada.whenSeen(() -> a.leave(TEA, ada));
        ben.whenSeen(() -> a.leave(TEA, ben));

        seconds(1);

        assertThat(users(last(ada))).containsExactly("ada", "ben");
        assertThat(a.rooms).isEmpty();
    }

    @Test
    void roomsOfOtherTenantsAreOtherRooms() {
        Onlooker ada = verticle("a").join(TEA, "ada");
        verticle("b").join(FOREIGN, "eve");

        seconds(3);

        assertThat(ada.takeSeen()).isEmpty();
    }

    @Test
    void whereNobodyElseLooksOthersHearOfARoomOnceHoweverManyComeAndGo() {
        Verticle a = verticle("a");
        verticle("b");
        a.join(TEA, "ada");
        seconds(1);
        assertThat(entries()).isEqualTo(1);

        for (int i = 0; i < 20; i++) {
            Onlooker guest = a.join(TEA, "guest" + i);
            seconds(1);
            a.leave(TEA, guest);
            seconds(1);
        }

        assertThat(entries()).isEqualTo(1);
    }

    @Test
    void aThousandRoomsAreAFewReportsAndThenOneASecond() {
        Verticle a = verticle("a");
        IntStream.range(0, 1_000).forEach(i -> a.join(new RoomKey("main", "r" + i), "u" + i));

        seconds(1);
        assertThat(entries()).isEqualTo(1_000);
        assertThat(said).hasSizeLessThan(10);

        said.clear();
        seconds(10);
        assertThat(said).hasSize(10);
        assertThat(entries()).isZero();
    }

    @Test
    void aVerticleThroughWhichNobodyLooksSaysNothing() {
        Verticle a = verticle("a");
        Onlooker ada = a.join(TEA, "ada");
        seconds(1);
        a.leave(TEA, ada);
        seconds(1);
        said.clear();

        seconds(10);

        assertThat(said).isEmpty();
    }

    @Test
    void aKilledNodesPeopleAreGoneAfterItsSilence() {
        Onlooker ada = verticle("a").join(TEA, "ada");
        verticle("b").join(TEA, "ben");
        seconds(3);
        ada.takeSeen();

        verticles.remove("b");
        seconds(4);
        assertThat(ada.takeSeen()).isEmpty();
        seconds(2);

        assertThat(users(last(ada))).containsExactly("ada");
    }

    @Test
    void aNodeThatWasCutOffIsThereAgain() {
        Onlooker ada = verticle("a").join(TEA, "ada");
        Onlooker ben = verticle("b").join(TEA, "ben");
        seconds(3);
        verticles.get("b").mute = true;
        verticles.get("b").deaf = true;
        seconds(10);
        assertThat(users(last(ada))).containsExactly("ada");
        assertThat(users(last(ben))).containsExactly("ben");

        verticles.get("b").mute = false;
        verticles.get("b").deaf = false;
        seconds(3);

        assertThat(users(last(ada))).containsExactly("ada", "ben");
        assertThat(users(last(ben))).containsExactly("ada", "ben");
    }

    @Test
    void aLostWordIsMadeUpFor() {
        Verticle a = verticle("a");
        Verticle b = verticle("b");
        Onlooker ada = a.join(TEA, "ada");
        Onlooker ben = b.join(TEA, "ben");
        b.join(TEA, "cleo");
        seconds(3);
        ada.takeSeen();

        b.leave(TEA, ben);
        a.deaf = true;
        seconds(1);
        a.deaf = false;
        seconds(3);

        assertThat(users(last(ada))).containsExactly("ada", "cleo");
    }

    @Test
    void aLostFarewellIsMadeUpForToo() {
        Verticle a = verticle("a");
        Verticle b = verticle("b");
        Onlooker ada = a.join(TEA, "ada");
        Onlooker ben = b.join(TEA, "ben");
        b.join(FOREIGN, "eve");
        seconds(3);
        ada.takeSeen();

        b.leave(TEA, ben);
        a.deaf = true;
        seconds(1);
        a.deaf = false;
        seconds(5);

        assertThat(users(last(ada))).containsExactly("ada");
    }

    @Test
    void aNodeThatBeganAnewUnderItsNameHasNobodyOfBefore() {
        Onlooker ada = verticle("a").join(TEA, "ada");
        verticle("b").join(TEA, "ben");
        seconds(3);
        ada.takeSeen();

        verticle("b").join(FOREIGN, "eve");
        seconds(2);

        assertThat(users(last(ada))).containsExactly("ada");
    }

    @Test
    void beyondABoundOnlyTheNumberIsTold() {
        Verticle a = verticle("a");
        Onlooker ada = a.join(TEA, "ada");
        IntStream.range(0, Presence.MOST_NAMED - 1).forEach(i -> a.join(TEA, "u" + i));
        seconds(1);
        assertThat(users(last(ada))).hasSize(Presence.MOST_NAMED);

        verticle("b").join(TEA, "ben");
        seconds(3);

        JsonObject data = last(ada);
        assertThat(data.getInteger("count")).isEqualTo(Presence.MOST_NAMED + 1);
        assertThat(data.containsKey("users")).isFalse();
    }

    @Test
    void aStormOfViewersIsAFewFrames() {
        Verticle a = verticle("a");
        Onlooker ada = a.join(TEA, "ada");
        seconds(2);
        ada.takeSeen();

        for (int second = 0; second < 20; second++) {
            for (int i = 0; i < 100; i++) {
                a.join(TEA, "u" + second + "-" + i);
            }
            seconds(1);
        }

        assertThat(ada.takeSeen()).hasSizeLessThan(10);
        seconds(10);
        assertThat(last(ada).getInteger("count")).isEqualTo(2_001);
        assertThat(said)
                .allSatisfy(report -> assertThat(report.rooms())
                        .allSatisfy(room ->
                                assertThat(room.crowd().people()).hasSizeLessThanOrEqualTo(Presence.MOST_NAMED)));
    }

    @Test
    void whatARoomKeepsIsBoundByTheVerticlesThatLookAtIt() {
        Verticle a = verticle("a");
        a.join(TEA, "ada");
        seconds(1);

        for (int i = 0; i < 1_000; i++) {
            RoomPresence unknown = new RoomPresence(new RoomKey("main", "r" + i), Crowd.NOBODY, true);
            a.exchange.hear(new PresenceReport("b", i, List.of(unknown)), now);
        }
        said.clear();
        seconds(1);

        assertThat(entries()).isZero();
    }
}
