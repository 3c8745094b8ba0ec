package dev.verbatim.cli.chat;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/** A room on a terminal: who says what, answers as they come, and the few commands that begin with a slash. */
final class TerminalRoom implements RoomListener, Talk.Listener {
    static final String HELP =
            "/stop ends the answer, /rooms lists rooms, /quit or Ctrl-D leaves; everything else is said.";

    private static final int TOO_SLOW = 4408;
    private static final int LEAVING = 4409;
    private static final int FLOOD = 4429;

    private final Turns turns;
    private final PipedQuestion.Codes codes;
    private final PrintWriter out;
    private final String room;
    private @Nullable String streaming;
    private boolean told;
    private int losses;

    TerminalRoom(Turns turns, PipedQuestion.Codes codes, PrintWriter out, String room) {
        this.turns = turns;
        this.codes = codes;
        this.out = out;
        this.room = room;
    }

    /** What is still said when the process is told to go. */
    void leave() {
        if (streaming != null) {
            note("You have left while an answer was coming: what became of it is in the room.");
        }
        turns.end(codes.answered());
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
        losses = 0;
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
        losses++;
        if (!told && losses > PipedQuestion.FIRST_LOSSES) {
            note(PipedQuestion.UNREACHABLE);
            turns.end(codes.unavailable());
        } else if (losses == 1) {
            note(told ? why(code) + "; connecting again …" : "Nobody answers yet; trying again …");
        }
    }

    private static String why(int code) {
        return switch (code) {
            case TOO_SLOW -> "This terminal did not keep up";
            case LEAVING -> "The gateway is being restarted";
            case FLOOD -> "Too much was said in a short time";
            default -> "The connection is gone";
        };
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
