package dev.verbatim.cli.chat;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One question and its answer: what a pipe wants. Only the answer goes to standard output, whole and when it has ended, because what came before an
 * announced new attempt would not stand; how it went is the exit code.
 */
public final class PipedQuestion implements RoomListener, Talk.Listener {
    /** How often the line may be lost in a row, once the room was there. */
    private static final int LOSSES = 20;

    /** How often somebody is dialled of whom nothing was ever heard: about six seconds. */
    static final int FIRST_LOSSES = 5;

    static final String UNREACHABLE = "The gateway cannot be reached: is it running, and is --url right?";

    /** The codes that it ends with. */
    public record Codes(int answered, int failed, int unavailable, int refused) {}

    /** What is asked. */
    public record Question(String text, @Nullable String model, boolean json) {}

    private record Ended(String text, JsonObject end) {}

    private final Turns turns;
    private final Question question;
    private final Codes codes;
    private final PrintWriter out;
    private final PrintWriter err;
    private final Map<String, Ended> ended = new HashMap<>();
    private @Nullable Talk talk;
    private @Nullable String replyId;
    private boolean asked;
    private int losses;

    PipedQuestion(Turns turns, Question question, Codes codes, PrintWriter out, PrintWriter err) {
        this.turns = turns;
        this.question = question;
        this.codes = codes;
        this.out = out;
        this.err = err;
    }

    void askThrough(Talk opened) {
        talk = opened;
    }

    @Override
    public void joined() {
        losses = 0;
        if (!asked && talk != null) {
            asked = true;
            talk.say(question.text(), question.model());
        }
    }

    @Override
    public void sent(String clientId, @Nullable String reply) {
        replyId = reply;
        if (reply != null && ended.containsKey(reply)) {
            tell(ended.get(reply));
        }
    }

    @Override
    public void answerEnds(String messageId, String text, JsonObject end) {
        Ended answer = new Ended(text, end);
        if (messageId.equals(replyId)) {
            tell(answer);
        } else if (asked && replyId == null) {
            ended.put(messageId, answer);
        }
    }

    private void tell(Ended answer) {
        String status = answer.end().getString("status");
        if (question.json()) {
            out.println(json(answer).encodePrettily());
        } else {
            out.println(Plain.text(answer.text()));
        }
        boolean complete = "complete".equals(status);
        if (!complete) {
            JsonObject error = answer.end().getJsonObject("error");
            err.println("verbatim: the answer is " + status
                    + (error == null ? "" : ": " + Plain.line(error.getString("message", ""))));
        }
        turns.end(complete ? codes.answered() : codes.failed());
    }

    private JsonObject json(Ended answer) {
        JsonObject json = new JsonObject().put("messageId", replyId).put("text", answer.text());
        for (String field : new String[] {"status", "reason", "model", "usage", "cost", "error"}) {
            json.put(field, answer.end().getValue(field));
        }
        return json;
    }

    @Override
    public void reconnecting(int code) {
        losses++;
        if (losses > (asked ? LOSSES : FIRST_LOSSES)) {
            err.println("verbatim: " + UNREACHABLE);
            turns.end(codes.unavailable());
        }
    }

    @Override
    public void refused(JsonObject error) {
        err.println("verbatim: " + Plain.line(error.getString("message", "")) + " Bring another one (--token).");
        turns.end(codes.refused());
    }

    @Override
    public void failed(String what, JsonObject error) {
        err.println("verbatim: " + error.getString("code") + ": " + Plain.line(error.getString("message", "")));
        if ("forbidden".equals(error.getString("code"))) {
            turns.end(codes.refused());
        } else {
            turns.end(error.containsKey("retryAfterMs") ? codes.unavailable() : codes.failed());
        }
    }

    @Override
    public void said(JsonObject message) {
        // Other people's words are not the answer.
    }

    @Override
    public void answerBegins(String messageId, String model) {
        // Told when it has ended.
    }

    @Override
    public void answerGrows(String messageId, String piece) {
        // Told when it has ended.
    }

    @Override
    public void answerAnew(String messageId, String standing) {
        // Told when it has ended.
    }
}
