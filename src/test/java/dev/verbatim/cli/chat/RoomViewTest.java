package dev.verbatim.cli.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoomViewTest {
    private final List<String> told = new ArrayList<>();
    private final RoomView view = new RoomView(new RoomListener() {
        @Override
        public void said(JsonObject message) {
            told.add("said " + message.getString("text"));
        }

        @Override
        public void answerBegins(String messageId, String model) {
            told.add("begins " + model);
        }

        @Override
        public void answerGrows(String messageId, String piece) {
            told.add("+" + piece);
        }

        @Override
        public void answerAnew(String messageId, String standing) {
            told.add("anew from " + standing);
        }

        @Override
        public void answerEnds(String messageId, String text, JsonObject end) {
            JsonObject error = end.getJsonObject("error");
            told.add("ends " + end.getString("status") + " " + text
                    + (error == null ? "" : " " + error.getString("code")));
        }
    });

    @Test
    void tellsAnAnswerAsItComes() {
        view.joined(room(1));
        view.message(user("u1", 2, "hi"));
        view.stream(start(1, 0).put("rev", 3L));
        view.stream(delta(1, 0, "Hel"));
        view.stream(delta(1, 3, "lo"));
        view.stream(end(4));

        assertThat(told).containsExactly("said hi", "begins m", "+Hel", "+lo", "ends complete Hello");
        assertThat(view.rev()).isEqualTo(4);
        assertThat(view.openAnswer()).isNull();
    }

    @Test
    void anAnnouncedAttemptReplacesWhatDoesNotStand() {
        view.stream(start(1, 0));
        view.stream(delta(1, 0, "Hello wrld"));
        view.stream(start(2, 6));
        view.stream(delta(1, 10, "!"));
        view.stream(delta(2, 6, "world"));
        view.stream(end(4));

        assertThat(told)
                .containsExactly("begins m", "+Hello wrld", "anew from Hello ", "+world", "ends complete Hello world");
    }

    @Test
    void reasoningIsNotTheAnswer() {
        view.stream(start(1, 0));
        view.stream(delta(1, 0, "hm").put("kind", "reasoning"));
        view.stream(delta(1, 0, "Yes"));

        assertThat(told).containsExactly("begins m", "+Yes");
    }

    @Test
    void whatWasMissedIsToldOnceWithTheNextSnapshot() {
        view.joined(room(1));
        view.stream(start(1, 0));
        view.stream(delta(1, 0, "Hel"));

        view.joined(room(3, user("u2", 2, "and you?")).put("replies", new JsonArray().add(reply("Hello w"))));
        view.stream(delta(1, 3, "lo wor"));
        view.stream(delta(1, 9, "ld"));
        view.joined(room(5, answer("Hello world")));
        view.joined(room(5, answer("Hello world")));

        assertThat(told)
                .containsExactly(
                        "begins m", "+Hel", "said and you?", "+lo w", "+or", "+ld", "ends complete Hello world");
    }

    @Test
    void anAnswerThatBecameAnotherWhileNobodyListenedIsShownAnew() {
        view.stream(start(1, 0));
        view.stream(delta(1, 0, "Bonj"));

        view.joined(room(5, answer("Hello")));

        assertThat(told).containsExactly("begins m", "+Bonj", "anew from ", "+Hello", "ends complete Hello");
    }

    @Test
    void aFailedAnswerHasItsError() {
        view.stream(start(1, 0));
        view.failed("a1", new JsonObject().put("code", "timeout"));
        view.stream(end(4).put("status", "failed"));

        assertThat(told).containsExactly("begins m", "ends failed  timeout");
    }

    @Test
    void ofAnOldRoomOnlyTheLastWordsAreShown() {
        JsonObject[] old = new JsonObject[30];
        for (int i = 0; i < old.length; i++) {
            old[i] = user("u" + i, i + 1, "m" + i);
        }

        view.joined(room(30, old));

        assertThat(told).hasSize(10).startsWith("said m20").endsWith("said m29");
    }

    @Test
    void controlCharactersDoNotReachTheTerminal() {
        assertThat(Plain.text("a\u001b[2Jb\u009b31m\r\n\tc안")).isEqualTo("a[2Jb31m\n\tc안");
        assertThat(Plain.line("a\nb")).isEqualTo("a b");
    }

    private static JsonObject room(long rev, JsonObject... messages) {
        return new JsonObject().put("rev", rev).put("messages", new JsonArray(List.of(messages)));
    }

    private static JsonObject user(String id, long rev, String text) {
        return new JsonObject()
                .put("messageId", id)
                .put("role", "user")
                .put("rev", rev)
                .put("text", text);
    }

    private static JsonObject answer(String text) {
        return user("a1", 5, text).put("role", "assistant").put("status", "complete");
    }

    private static JsonObject reply(String text) {
        return new JsonObject().put("messageId", "a1").put("attempt", 1).put("text", text);
    }

    private static JsonObject start(long attempt, int offset) {
        return data(attempt, offset).put("start", true).put("model", "m");
    }

    private static JsonObject delta(long attempt, int offset, String token) {
        return data(attempt, offset).put("token", token);
    }

    private static JsonObject data(long attempt, int offset) {
        return new JsonObject().put("messageId", "a1").put("attempt", attempt).put("offset", offset);
    }

    private static JsonObject end(long rev) {
        return new JsonObject()
                .put("messageId", "a1")
                .put("rev", rev)
                .put("end", true)
                .put("status", "complete");
    }
}
