package dev.verbatim.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.boot.Gateway;
import dev.verbatim.testing.ApiClient;
import dev.verbatim.testing.ApiClient.Answer;
import dev.verbatim.testing.ChatClient;
import dev.verbatim.testing.Gateways;
import dev.verbatim.testing.Tables;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What people in a room see of what programs do to it, and what programs get told. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoomLifeIT {
    private Gateway gateway;
    private Tables tables;

    @BeforeAll
    void start() {
        String database = TestPostgres.freshDatabase();
        tables = new Tables(database);
        Map<String, String> more = Map.of(
                "VERBATIM_AUTH_SECRET",
                ApiClient.SECRET,
                "VERBATIM_ROOMS_ON_JOIN",
                "refuse",
                "VERBATIM_DEMO_TOKENS_PER_SECOND",
                "20");
        gateway = Gateways.on(database, more);
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    private Club club(String visibility) {
        return new Club(gateway.chatUrl(), visibility);
    }

    @Test
    void viewersLearnHowTheirRoomChanges() {
        Club club = club("private");
        try (ChatClient viewer = club.inside("viewer")) {
            JsonObject changes = new JsonObject().put("name", "The hall").put("models", new JsonArray().add("m-1"));
            JsonObject changed = club.as("owner").patch(club.path(), changes).json();

            JsonObject frame = viewer.await("room");

            assertThat(frame.getString("name")).isEqualTo("The hall");
            assertThat(frame.getJsonArray("models")).containsExactly("m-1");
            assertThat(frame.getLong("rev")).isEqualTo(changed.getLong("rev"));
            assertThat(frame.getString("by")).isEqualTo("owner");
            assertThat(frame.containsKey("systemPrompt")).isFalse();
        }
    }

    @Test
    void whoJoinsLearnsWhatIsSaidOfTheRoomAndWhatTheyAre() {
        Club club = club("private");
        try (ChatClient viewer = club.connected("viewer")) {
            JsonObject joined = viewer.join(club.id);

            assertThat(joined.getString("name")).isEqualTo("The club");
            assertThat(joined.getString("visibility")).isEqualTo("private");
            assertThat(joined.getString("role")).isEqualTo("viewer");
            assertThat(joined.containsKey("systemPrompt")).isFalse();
            assertThat(joined.getJsonArray("members")).hasSize(4);
        }
    }

    @Test
    void aRemovedMemberIsTakenOutAndTheOthersSeeIt() {
        Club club = club("private");
        try (ChatClient member = club.inside("member");
                ChatClient viewer = club.inside("viewer")) {
            club.as("owner").delete(club.path("/members/member"));

            JsonObject seen = viewer.await("member");
            JsonObject left = member.await("left");
            JsonObject why = member.await("error");
            JsonObject send =
                    member.ask("send", new JsonObject().put("roomId", club.id).put("text", "still here?"));

            assertThat(seen.getString("userId")).isEqualTo("member");
            assertThat(seen.getBoolean("removed")).isTrue();
            assertThat(left.getString("roomId")).isEqualTo(club.id);
            assertThat(why.getString("code")).isEqualTo("forbidden");
            assertThat(send.getJsonObject("data").getString("code")).isEqualTo("forbidden");
            club.said("after", false);
            assertThat(viewer.await("message").getString("text")).isEqualTo("after");
            assertThat(member.ask("ping", new JsonObject()).getString("event")).isEqualTo("pong");
            assertThat(member.frames()).noneMatch(frame -> "message".equals(frame.getString("event")));
        }
    }

    @Test
    void whoMayStillReadAPublicRoomStays() {
        Club club = club("public");
        try (ChatClient member = club.inside("member")) {
            club.as("owner").delete(club.path("/members/member"));
            assertThat(member.await("member").getBoolean("removed")).isTrue();

            club.said("hello", false);

            assertThat(member.await("message").getString("text")).isEqualTo("hello");
        }
    }

    @Test
    void strangersAreTakenOutWhenARoomBecomesPrivateAndMembersStay() {
        Club club = club("public");
        try (ChatClient stranger = club.inside("stranger");
                ChatClient member = club.inside("member")) {
            club.as("owner").patch(club.path(), new JsonObject().put("visibility", "private"));

            stranger.await("left");
            assertThat(stranger.await("error").getString("code")).isEqualTo("forbidden");
            club.said("among ourselves", false);
            assertThat(member.await("message").getString("text")).isEqualTo("among ourselves");
            assertThat(stranger.ask("ping", new JsonObject()).getString("event"))
                    .isEqualTo("pong");
            assertThat(stranger.frames()).noneMatch(frame -> "message".equals(frame.getString("event")));
        }
    }

    @Test
    void aRemovedRoomIsOverForAllAndItsRunningAnswerIsStopped() {
        Club club = club("private");
        try (ChatClient owner = club.inside("owner");
                ChatClient viewer = club.inside("viewer")) {
            String reply = club.said("Tell me a very long story", true).getString("replyId");
            viewer.await(frame -> "stream".equals(frame.getString("event"))
                    && frame.getJsonObject("data").containsKey("token"));

            Answer removed = club.as("owner").delete(club.path());

            assertThat(removed.status()).isEqualTo(204);
            for (ChatClient each : List.of(owner, viewer)) {
                assertThat(each.await("room").getBoolean("removed")).isTrue();
                each.await("left");
            }
            assertThat(owner.ask("join", new JsonObject().put("roomId", club.id))
                            .getJsonObject("data")
                            .getString("code"))
                    .isEqualTo("not_found");
            org.awaitility.Awaitility.await()
                    .untilAsserted(() -> assertThat(statusOf(reply)).isEqualTo("stopped"));
            assertThat(club.as("owner").get("/api/rooms").text()).doesNotContain(club.id);
        }
    }

    private String statusOf(String reply) {
        List<JsonObject> rows = tables.rows("select status from messages where message_id = ?", UUID.fromString(reply));
        return rows.isEmpty() ? "open" : rows.get(0).getString("status");
    }

    @Test
    void aRemovalOfWhichNobodySaidAWordIsNoticedAllTheSame() {
        Club club = club("private");
        try (ChatClient member = club.inside("member");
                ChatClient viewer = club.inside("viewer")) {
            tables.rows(
                    "select verbatim_remove_member('main', ?, 'owner', false, '{owner}', 'member')::text as done",
                    club.id);

            assertThat(viewer.await("member").getString("userId")).isEqualTo("member");
            assertThat(member.await("error").getString("code")).isEqualTo("forbidden");

            tables.rows("select verbatim_remove_room('main', ?, 'owner', false, '{owner}')::text as done", club.id);

            assertThat(viewer.await("room").getBoolean("removed")).isTrue();
            viewer.await("left");
        }
    }

    @Test
    void aRemovedMessageIsATombstoneForAllAndNotAnsweredAgain() {
        Club club = club("private");
        String id = club.said("a secret", false).getString("messageId");
        String reply = club.said("What is the answer?", true).getString("replyId");
        try (ChatClient viewer = club.inside("viewer")) {
            assertThat(club.as("owner").delete(club.path("/messages/" + id)).status())
                    .isEqualTo(204);
            assertThat(club.as("owner").delete(club.path("/messages/" + id)).status())
                    .isEqualTo(204);

            JsonObject frame = viewer.await("message");
            JsonObject page = club.as("member").get(club.path("/messages")).json();
            JsonObject missed = club.as("member")
                    .get(club.path("/messages?rev=" + (frame.getLong("rev") - 1)))
                    .json();

            assertThat(frame.getString("messageId")).isEqualTo(id);
            assertThat(frame.getBoolean("removed")).isTrue();
            assertThat(frame.getString("text")).isEmpty();
            assertThat(page.getJsonArray("messages").getJsonObject(0).getBoolean("removed"))
                    .isTrue();
            assertThat(missed.getJsonArray("messages").getJsonObject(0).getString("messageId"))
                    .isEqualTo(id);
            assertThat(tables.number("select count(*) from messages where text like '%secret%'"))
                    .isZero();
        }
        org.awaitility.Awaitility.await()
                .untilAsserted(() -> assertThat(statusOf(reply)).isNotEqualTo("open"));
        assertThat(club.as("owner").delete(club.path("/messages/" + reply)).status())
                .isEqualTo(204);
        assertThat(statusOf(reply)).isNotEqualTo("open");
    }

    @Test
    void anErasedAccountLeavesNoWordAndNoName() {
        Club club = club("private");
        ApiClient member = club.as("member");
        JsonObject said = new JsonObject().put("text", "my own words").put("reply", false);
        assertThat(member.post(club.path("/messages"), said).status()).isEqualTo(201);
        String token = ApiClient.token("service", "main", "admin");
        ApiClient operator = new ApiClient(gateway.chatUrl(), token);
        try (ChatClient connected = club.inside("member");
                ChatClient viewer = club.inside("viewer")) {
            Answer refused = club.as("owner").delete("/api/users/member");
            Answer erased = operator.delete("/api/users/member");

            assertThat(refused.code()).isEqualTo("forbidden");
            assertThat(erased.status()).as(erased.text()).isEqualTo(200);
            assertThat(viewer.await("message").getBoolean("removed")).isTrue();
            assertThat(viewer.await("member").getBoolean("removed")).isTrue();
            assertThat(connected.await("error").getString("code")).isEqualTo("forbidden");
            assertThat(tables.number("select count(*) from messages where user_id = 'member' or name = 'member'"))
                    .isZero();
        }
    }

    @Test
    void aProgramReadsBackAndWhatItMissed() {
        Club club = club("private");
        JsonObject first = club.said("one", false);
        club.said("two", false);
        JsonObject third = club.said("three", false);
        ApiClient member = club.as("member");

        JsonObject page = member.get(club.path("/messages?limit=2")).json();
        JsonObject older = member.get(club.path("/messages?before=" + first.getLong("seq")))
                .json();
        JsonObject missed =
                member.get(club.path("/messages?since=" + first.getLong("seq"))).json();

        assertThat(texts(page)).containsExactly("two", "three");
        assertThat(page.getBoolean("more")).isTrue();
        assertThat(texts(older)).isEmpty();
        assertThat(older.getBoolean("more")).isFalse();
        assertThat(texts(missed)).containsExactly("two", "three");
        assertThat(missed.getLong("seq")).isEqualTo(third.getLong("seq"));
        assertThat(missed.getBoolean("recovered")).isTrue();
    }

    private static List<String> texts(JsonObject page) {
        return page.getJsonArray("messages").stream()
                .map(message -> ((JsonObject) message).getString("text"))
                .toList();
    }

    @Test
    void theSameClientIdIsTheSameMessage() {
        Club club = club("private");
        JsonObject body =
                new JsonObject().put("text", "once").put("clientId", "c-1").put("reply", false);
        ApiClient owner = club.as("owner");

        Answer first = owner.post(club.path("/messages"), body);
        Answer again = owner.post(club.path("/messages"), body);
        Answer other = owner.post(club.path("/messages"), body.copy().put("text", "another"));

        assertThat(again.text()).isEqualTo(first.text());
        assertThat(other.code()).isEqualTo("conflict");
        assertThat(texts(owner.get(club.path("/messages")).json())).containsExactly("once");
    }

    @Test
    void aRoomIsMadeWithAllItsOptionsAndAChangeWithNullTakesTheDefault() {
        ApiClient anna = ApiClient.of(gateway.chatUrl(), "anna");
        JsonObject wished = new JsonObject()
                .put("name", "Lab")
                .put("visibility", "private")
                .put("systemPrompt", "Be exact.")
                .put("models", new JsonArray().add("a").add("b"))
                .put("maxOutputTokens", 200)
                .put("temperature", 0.5)
                .put("onEmpty", "cancel")
                .put("onCut", "interrupt")
                .put("prompt", "summary")
                .put("turns", "queue");

        Answer made = anna.post("/api/rooms", wished);
        String path = made.header("Location");
        Answer unset = anna.patch(path, new JsonObject().putNull("systemPrompt").putNull("onCut"));

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().copy().mergeIn(wished)).isEqualTo(made.json());
        assertThat(made.json().getString("role")).isEqualTo("owner");
        assertThat(anna.get(path).json()).isEqualTo(unset.json());
        assertThat(unset.json().containsKey("systemPrompt")).isFalse();
        assertThat(unset.json().getString("onCut")).isEqualTo("supersede");
        assertThat(unset.json().getInteger("maxOutputTokens")).isEqualTo(200);
    }

    @Test
    void badInputNamesTheFieldAndChangesNothing() {
        Club club = club("private");
        ApiClient owner = club.as("owner");
        String before = owner.get(club.path()).text();

        for (String body : List.of(
                "",
                "[]",
                "null",
                "{",
                "{\"nme\":\"x\"}",
                "{\"name\":null}",
                "{\"name\":\" \"}",
                "{\"name\":7}",
                "{\"visibility\":\"secret\"}",
                "{\"models\":\"a\"}",
                "{\"models\":[1]}",
                "{\"name\":\"a\\u001b[2J\"}",
                "{\"name\":\"one\\nother\"}",
                "{\"name\":\"\\ud800\"}",
                "{\"models\":[\"a b\"]}",
                "{\"maxOutputTokens\":0}",
                "{\"maxOutputTokens\":1.5}",
                "{\"temperature\":3}",
                "{\"temperature\":\"hot\"}",
                "{\"onEmpty\":\"stop\"}",
                "{\"id\":\"other\"}")) {
            Answer answer = owner.send("PATCH", club.path(), body);
            assertThat(answer.status()).as(body).isEqualTo(400);
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        }
        assertThat(owner.send("POST", club.path("/messages"), "{\"text\":\" \"}")
                        .status())
                .isEqualTo(400);
        assertThat(owner.send("POST", "/api/rooms", "{\"id\":\"a/b\"}").status())
                .isEqualTo(400);
        assertThat(owner.send("PUT", club.path("/members/x"), "{\"role\":\"king\"}")
                        .status())
                .isEqualTo(400);
        for (String nobody : List.of("anna%E2%80%AE", "anna%E2%80%8B", "%0Aanna", "a".repeat(129))) {
            assertThat(owner.send("PUT", club.path("/members/" + nobody), "{\"role\":\"member\"}")
                            .status())
                    .as(nobody)
                    .isEqualTo(400);
        }
        assertThat(owner.send("PUT", club.path("/members/x"), "{\"role\":\"member\",\"name\":\"\\u0000\"}")
                        .status())
                .isEqualTo(400);
        assertThat(owner.get("/api/rooms?limit=0").status()).isEqualTo(400);
        assertThat(owner.get(club.path("/messages?before=x")).status()).isEqualTo(400);
        assertThat(owner.patch(club.path(), new JsonObject().put("name", "x".repeat(201)))
                        .status())
                .isEqualTo(413);
        assertThat(owner.get(club.path()).text()).isEqualTo(before);
    }

    @Test
    void whoBringsNoTokenIsTold() {
        Answer answer = new ApiClient(gateway.chatUrl(), "nonsense").get("/api/rooms");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
    }
}
