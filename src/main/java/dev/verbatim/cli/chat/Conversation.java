package dev.verbatim.cli.chat;

import dev.verbatim.cli.chat.PipedQuestion.Codes;
import dev.verbatim.cli.chat.PipedQuestion.Question;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpClient;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A terminal or a pipe in one room, from joining to leaving. Blocks its caller until then. */
public final class Conversation {
    /** Where to, as whom, and which model is wished; null: the room's. */
    public record Place(
            java.net.URI gateway,
            String token,
            String room,
            @Nullable String model) {
        Talk.Target target() {
            return new Talk.Target(gateway, token, room);
        }
    }

    private final HttpClient client;
    private final Place place;
    private final Codes codes;
    private final PrintWriter out;
    private final Turns turns = new Turns();

    /** A conversation that has not begun. */
    public Conversation(HttpClient client, Place place, Codes codes, PrintWriter out) {
        this.client = client;
        this.place = place;
        this.codes = codes;
        this.out = out;
    }

    /** Asks one thing and prints its answer; one of the codes. */
    public int ask(String text, boolean json, PrintWriter err) {
        Question question = new Question(text, place.model(), json);
        PipedQuestion piped = new PipedQuestion(turns, question, codes, out, err);
        Talk talk = new Talk(client, turns, place.target(), new RoomView(piped), piped);
        piped.askThrough(talk);
        talk.open();
        return runToTheEnd(talk);
    }

    /**
     * Talks until the keyboard ends or says {@code /quit}; one of the codes.
     *
     * @param rooms what {@code /rooms} shows; may fail with a message for people
     */
    public int talk(BufferedReader keyboard, Supplier<String> rooms) {
        TerminalRoom terminal = new TerminalRoom(turns, codes, out, place.room());
        RoomView view = new RoomView(terminal);
        Talk talk = new Talk(client, turns, place.target(), view, terminal);
        talk.open();
        Thread reader = new Thread(() -> read(keyboard, line -> typed(line, talk, view, terminal, rooms)), "keyboard");
        reader.setDaemon(true);
        reader.start();
        try (Farewell onInterrupt = new Farewell(turns, terminal::leave)) {
            return runToTheEnd(talk);
        }
    }

    private int runToTheEnd(Talk talk) {
        try {
            return turns.run(Talk.QUIET, talk::quiet);
        } finally {
            talk.close();
        }
    }

    private void read(BufferedReader keyboard, java.util.function.Consumer<String> onLine) {
        try {
            for (String line = keyboard.readLine(); line != null; line = keyboard.readLine()) {
                String typed = line;
                turns.add(() -> onLine.accept(typed));
            }
        } catch (IOException e) {
            turns.add(() -> turns.end(codes.failed()));
        }
        turns.add(() -> turns.end(codes.answered()));
    }

    private void typed(String line, Talk talk, RoomView view, TerminalRoom terminal, Supplier<String> rooms) {
        String text = line.strip();
        if (text.isEmpty()) {
            return;
        }
        switch (text) {
            case "/quit", "/exit" -> turns.end(codes.answered());
            case "/help" -> terminal.note(TerminalRoom.HELP);
            case "/rooms" -> terminal.note(rooms.get());
            case "/stop" -> stop(talk, view, terminal);
            default -> say(text, talk, terminal);
        }
    }

    private static void stop(Talk talk, RoomView view, TerminalRoom terminal) {
        String open = view.openAnswer();
        if (open == null) {
            terminal.note("There is no answer to be stopped.");
        } else if (!talk.isInside()) {
            terminal.note("There is no connection: the answer cannot be stopped now.");
        } else {
            talk.stop(open);
        }
    }

    private void say(String text, Talk talk, TerminalRoom terminal) {
        if (text.startsWith("/") && !text.startsWith("//")) {
            terminal.note("There is no such command. " + TerminalRoom.HELP);
            return;
        }
        if (!talk.isInside()) {
            terminal.note("There is no connection: it is said as soon as there is one.");
        }
        talk.say(text.startsWith("//") ? text.substring(1) : text, place.model());
    }
}
