package dev.verbatim.cli;

import dev.verbatim.cli.chat.Conversation;
import dev.verbatim.cli.chat.PipedQuestion.Codes;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "chat",
        description = {
            "Joins a room from the terminal, as a guest or with a token. Piped, it asks what it reads and prints the answer:",
            "echo hi | verbatim chat --room lobby",
            "It ends with 0 for a complete answer, with 1 for any other."
        },
        mixinStandardHelpOptions = true)
final class ChatCommand implements Callable<Integer> {
    private static final Codes CODES = new Codes(ExitCode.OK, ExitCode.FAILED, ExitCode.UNAVAILABLE, ExitCode.REFUSED);

    private final Shell shell;

    @Mixin
    private GatewayOptions gateway = new GatewayOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    @Option(names = "--room", paramLabel = "ROOM", description = "The room (${DEFAULT-VALUE}).", defaultValue = "lobby")
    private String room = "lobby";

    @Option(names = "--model", paramLabel = "MODEL", description = "Who shall answer; else the room's choice.")
    private @Nullable String model;

    ChatCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        URI url = gateway.url(shell.environment());
        HttpClient client = GatewayApi.client();
        String given = gateway.token(shell.environment());
        String token = given == null ? guest(client, url) : given;
        Conversation conversation =
                new Conversation(client, new Conversation.Place(url, token, room, model), CODES, shell.out());
        return shell.interactive()
                ? conversation.talk(shell.in(), () -> rooms(new GatewayApi(client, url, token)))
                : conversation.ask(question(), json.isSet(), shell.err());
    }

    private static String guest(HttpClient client, URI url) {
        return new GatewayApi(client, url, null).post("/api/guest").getString("token");
    }

    private String question() {
        try {
            String text = shell.in().lines().collect(Collectors.joining("\n")).strip();
            if (!text.isEmpty()) {
                return text;
            }
        } catch (UncheckedIOException e) {
            throw new CommandFailure(ExitCode.FAILED, "Standard input cannot be read.");
        }
        throw new CommandFailure(ExitCode.USAGE, "Nothing is asked: pipe a question in, or use a terminal.");
    }

    private static String rooms(GatewayApi api) {
        try {
            JsonArray rooms =
                    api.json(api.get("/api/rooms", "application/json")).getJsonArray("rooms", new JsonArray());
            return rooms.stream()
                    .map(each -> ((JsonObject) each).getString("roomId"))
                    .collect(Collectors.joining(", "));
        } catch (CommandFailure refused) {
            return String.valueOf(refused.getMessage());
        }
    }
}
