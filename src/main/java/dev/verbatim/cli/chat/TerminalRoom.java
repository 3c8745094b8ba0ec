package dev.verbatim.cli.chat;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/** A room on a terminal: who says what, answers as they come, and the few commands that begin with a slash. */
final class TerminalRoom implements RoomListener, Talk.Listener {
    static final String HELP = "/stop ends the answer, /rooms lists rooms, /quit leaves; everything else is said.";

    private final Turns turns;
    private final PipedQuestion.Codes codes;
    private final PrintWriter out;
    private final String room;
    private @Nullable String streaming;
    private boolean told;

    TerminalRoom(Turns turns, PipedQuestion.Codes codes, PrintWriter out, String room) {
        this.turns = turns;
        this.codes = codes;
        this.out = out;
        this.room = room;
    }

    /** A remark of this program, on a line of its own. */
    void note(String text) {
        breakOff();
        out.println("-- " + Plain.line(text));
    }

    private void breakOff() {
        if (streaming != null) {
            streaming = null;
            out.println();
        }
    }

    @Override
    public void joined() {
        if (!told) {
            told = true;
            note("You are in " + room + ". " + HELP);
        } else {
            note("Connected again.");
        }
    }

    @Override
    public void said(JsonObject message) {
        breakOff();
        out.println(Plain.line(message.getString("name", "?")) + ": " + Plain.text(message.getString("text", "")));
    }

    @Override
    public void answerBegins(String messageId, String model) {
        breakOff();
        streaming = messageId;
        out.print(Plain.line(model.isEmpty() ? "answer" : model) + ": ");
    }

    @Override
    public void answerGrows(String messageId, String piece) {
        if (!messageId.equals(streaming)) {
            breakOff();
            streaming = messageId;
            out.print("… ");
        }
        out.print(Plain.text(piece));
        out.flush();
    }

    @Override
    public void answerAnew(String messageId, String standing) {
        note("The answer is begun anew; what stands of it follows.");
        answerGrows(messageId, standing);
    }

    @Override
    public void answerEnds(String messageId, String text, JsonObject end) {
        breakOff();
        String status = end.getString("status", "");
        if (!"complete".equals(status)) {
            JsonObject error = end.getJsonObject("error");
            note("The answer is " + status + (error == null ? "." : ": " + error.getString("message", "")));
        }
    }

    @Override
    public void reconnecting(int code) {
        note("The connection is gone (" + code + "); connecting again …");
    }

    @Override
    public void refused(JsonObject error) {
        note(error.getString("message", "") + " Bring another one (--token).");
        turns.end(codes.refused());
    }

    @Override
    public void failed(String asked, JsonObject error) {
        note(error.getString("code") + ": " + error.getString("message", ""));
        if ("join".equals(asked)) {
            turns.end(codes.failed());
        }
    }

    @Override
    public void sent(String clientId, @Nullable String replyId) {
        // The message itself follows, as everybody sees it.
    }
}
