package dev.verbatim.cli.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TerminalRoomTest {
    private static final PipedQuestion.Codes CODES = new PipedQuestion.Codes(0, 1, 3, 4);

    private final StringWriter out = new StringWriter();
    private final Turns turns = new Turns();
    private final TerminalRoom terminal = new TerminalRoom(turns, CODES, new PrintWriter(out), "lobby");

    private int end() {
        turns.add(() -> {});
        return turns.run(Duration.ofMillis(1), () -> turns.end(-1));
    }

    @Test
    void whoGoesInTheMiddleOfAnAnswerIsToldWhereItIs() {
        terminal.answerBegins("m1", "model");
        terminal.answerGrows("m1", "바다");

        terminal.leave();

        assertThat(out.toString().lines())
                .containsExactly(
                        "model: 바다", "-- You have left while an answer was coming: what became of it is in the room.");
        assertThat(end()).isZero();
    }

    @Test
    void whoGoesInSilenceIsToldNothing() {
        terminal.leave();

        assertThat(out.toString()).isEmpty();
        assertThat(end()).isZero();
    }

    @Test
    void oneOutageIsToldOnceAndWhy() {
        terminal.joined();
        for (int loss = 0; loss < 20; loss++) {
            terminal.reconnecting(loss == 0 ? 4409 : 1006);
        }
        terminal.joined();
        terminal.reconnecting(1006);

        assertThat(out.toString().lines().skip(1))
                .containsExactly(
                        "-- The gateway is being restarted; connecting again …",
                        "-- Connected again.",
                        "-- The connection is gone; connecting again …");
        assertThat(end()).isEqualTo(-1);
    }

    @Test
    void whomNobodyEverAnswersGivesUp() {
        for (int loss = 0; loss <= PipedQuestion.FIRST_LOSSES; loss++) {
            terminal.reconnecting(1006);
        }

        assertThat(end()).isEqualTo(CODES.unavailable());
        assertThat(out.toString()).contains("is it running");
    }

    @Test
    void anAnswerThatFailedSaysWhy() {
        terminal.answerEnds(
                "m1",
                "",
                new JsonObject()
                        .put("status", "failed")
                        .put("error", new JsonObject().put("message", "The key was refused.")));

        assertThat(out.toString()).contains("-- The answer is failed: The key was refused.");
    }
}
