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

/** Edits and further answers, seen from two nodes that share a database and no bus: what one viewer hears at once, the other finds. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SaidAnewIT {
    private Gateway gateway;
    private Gateway other;
    private Tables tables;

    @BeforeAll
    void start() {
        String database = TestPostgres.freshDatabase();
        tables = new Tables(database);
        Map<String, String> more = Map.of("VERBATIM_AUTH_SECRET", ApiClient.SECRET, "VERBATIM_ROOMS_ON_JOIN", "refuse");
        gateway = Gateways.on(database, more);
        other = Gateways.on(database, more);
    }

    @AfterAll
    void stop() {
        other.close();
        gateway.close();
    }

    private Club club() {
        return new Club(gateway.chatUrl(), "private");
    }

    private ChatClient elsewhere(Club club) {
        ChatClient client = ChatClient.connect(other.chatUrl()).authenticate(ApiClient.token("viewer", "main", null));
        client.join(club.id);
        return client;
    }

    @Test
    void anEditAndItsNewAnswerAreTheSameForAllAndAfterAReconnect() {
        Club club = club();
        try (ChatClient owner = club.inside("owner");
                ChatClient viewer = elsewhere(club)) {
            JsonObject sent = owner.say(club.id, "Tell me about teh sea", "c-1", null);
            String question = sent.getString("messageId");
            String answer = sent.getString("replyId");
            long rev = owner.awaitEnd(answer).getLong("rev");
            viewer.awaitEnd(answer);

            JsonObject edited = owner.ask("edit", edit(club, question, "Tell me about the sea", "e-1"));
            JsonObject again = owner.ask("edit", edit(club, question, "Tell me about the sea", "e-1"));

            assertThat(edited.getString("event")).isEqualTo("sent");
            JsonObject done = edited.getJsonObject("data");
            assertThat(done.getString("messageId")).isEqualTo(question);
            assertThat(again.getJsonObject("data")).isEqualTo(done);
            String anew = done.getString("replyId");
            owner.awaitEnd(anew);
            viewer.awaitEnd(anew);
            for (ChatClient each : List.of(owner, viewer)) {
                JsonObject message = last(each, question);
                assertThat(message.getString("text")).isEqualTo("Tell me about the sea");
                assertThat(message.getString("editedAt")).isNotNull();
                assertThat(message.getLong("rev")).isEqualTo(rev + 1);
                JsonObject gone = last(each, answer);
                assertThat(gone.getBoolean("removed")).isTrue();
                assertThat(gone.getString("replacedBy")).isEqualTo(anew);
            }
            assertThat(viewer.textOf(anew)).isNotEmpty().isEqualTo(owner.textOf(anew));
            JsonObject page = club.as("member").get(club.path("/messages")).json();
            JsonObject missed =
                    club.as("member").get(club.path("/messages?rev=" + rev)).json();
            assertThat(texts(page)).containsExactly("Tell me about the sea", "", owner.textOf(anew));
            assertThat(missed.getJsonArray("messages")).isEqualTo(page.getJsonArray("messages"));
            assertThat(missed.getBoolean("recovered")).isTrue();
            assertThat(tables.number("select count(*) from attempts where reply_id in (?, ?)", id(answer), id(anew)))
                    .isEqualTo(2);
            assertThat(tables.number("select count(*) from messages where text like '%teh%'"))
                    .isZero();
        }
    }

    @Test
    void anotherAnswerTakesThePlaceOfTheLastOne() {
        Club club = club();
        try (ChatClient owner = club.inside("owner");
                ChatClient viewer = elsewhere(club)) {
            JsonObject sent = owner.say(club.id, "Tell me a story", "c-1", null);
            String answer = sent.getString("replyId");
            owner.awaitEnd(answer);
            JsonObject wish = new JsonObject().put("roomId", club.id).put("messageId", answer);

            JsonObject first = owner.ask("regenerate", wish).getJsonObject("data");
            JsonObject underWay = owner.ask("regenerate", wish).getJsonObject("data");

            String anew = first.getString("replyId");
            assertThat(first.getString("messageId")).isEqualTo(sent.getString("messageId"));
            assertThat(underWay.getString("code")).isEqualTo("conflict");
            owner.awaitEnd(anew);
            viewer.awaitEnd(anew);
            assertThat(last(viewer, answer).getString("replacedBy")).isEqualTo(anew);
            assertThat(viewer.textOf(anew)).isNotEmpty().isEqualTo(owner.textOf(anew));

            Answer over = club.as("owner").post(club.path("/messages/" + anew + "/regenerate"));
            assertThat(over.status()).as(over.text()).isEqualTo(202);
            String third = over.json().getString("replyId");
            owner.awaitEnd(third);
            club.said("And then?", false);
            assertThat(club.as("owner")
                            .post(
                                    club.path("/messages/" + third + "/regenerate"),
                                    new JsonObject().put("clientId", "r"))
                            .code())
                    .isEqualTo("conflict");
            assertThat(tables.number(
                            "select count(*) from attempts where reply_id in (?, ?, ?)",
                            id(answer),
                            id(anew),
                            id(third)))
                    .isEqualTo(3);
        }
    }

    @Test
    void anEditOverHttpOfWhatNobodyAnsweredChangesItsTextAlone() {
        Club club = club();
        String id = club.said("helo", false).getString("messageId");
        try (ChatClient viewer = club.inside("viewer")) {
            Answer edited = club.as("owner").patch(club.path("/messages/" + id), new JsonObject().put("text", "hello"));

            assertThat(edited.status()).as(edited.text()).isEqualTo(200);
            assertThat(edited.json().containsKey("replyId")).isFalse();
            assertThat(viewer.await("message").getString("text")).isEqualTo("hello");
            assertThat(club.as("member")
                            .patch(club.path("/messages/" + id), new JsonObject().put("text", "bye"))
                            .code())
                    .isEqualTo("forbidden");
        }
    }

    @Test
    void whatCannotBeSaidAnewCostsNothing() {
        Club club = club();
        String id = club.said("hello", false).getString("messageId");
        try (ChatClient owner = club.inside("owner")) {
            assertThat(code(owner.ask("edit", edit(club, id, " ", "e")))).isEqualTo("bad_frame");
            assertThat(code(owner.ask("edit", edit(club, id, "x".repeat(40_000), "e"))))
                    .isEqualTo("too_large");
            assertThat(code(owner.ask("edit", edit(club, "no-id", "x", "e")))).isEqualTo("bad_frame");
            assertThat(code(owner.ask("edit", edit(club, UUID.randomUUID().toString(), "x", "e"))))
                    .isEqualTo("not_found");
            assertThat(code(owner.ask(
                            "edit",
                            new JsonObject()
                                    .put("roomId", "elsewhere")
                                    .put("messageId", id)
                                    .put("text", "x"))))
                    .isEqualTo("forbidden");
            assertThat(code(owner.ask(
                            "regenerate",
                            new JsonObject().put("roomId", club.id).put("messageId", id))))
                    .isEqualTo("not_found");
            assertThat(tables.number("select rev from rooms where room_id = ?", club.id))
                    .isEqualTo(5);
        }
    }

    private static JsonObject edit(Club club, String messageId, String text, String clientId) {
        return new JsonObject()
                .put("roomId", club.id)
                .put("messageId", messageId)
                .put("text", text)
                .put("clientId", clientId);
    }

    private static String code(JsonObject frame) {
        return frame.getJsonObject("data").getString("code");
    }

    /** As a viewer was last told of a message. */
    private static JsonObject last(ChatClient client, String messageId) {
        return client.frames().stream()
                .filter(frame -> "message".equals(frame.getString("event")))
                .map(frame -> frame.getJsonObject("data"))
                .filter(message -> messageId.equals(message.getString("messageId")))
                .reduce((before, after) -> after)
                .orElseThrow();
    }

    private static List<String> texts(JsonObject page) {
        JsonArray messages = page.getJsonArray("messages");
        return messages.stream()
                .map(message -> ((JsonObject) message).getString("text"))
                .toList();
    }

    private static UUID id(String text) {
        return UUID.fromString(text);
    }
}
