package dev.verbatim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.boot.Gateway;
import dev.verbatim.testing.ChatClient;
import dev.verbatim.testing.Gateways;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The terminal client at a real gateway with the demo provider. */
class ChatCommandIT {
    private Gateway gateway;
    private String url;

    private void start(Map<String, String> settings) {
        gateway = Gateways.on(TestPostgres.freshDatabase(), settings);
        url = gateway.chatUrl().toString();
    }

    @BeforeEach
    void start() {
        start(Map.of());
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void aPipedQuestionPrintsItsAnswerAndNothingElse() {
        Typed typed = Typed.piped("What is 6 * 7?\n", Map.of(), "chat", "--room", "lobby", "--url", url);

        assertThat(typed.exitCode()).as(typed.err()).isEqualTo(ExitCode.OK);
        assertThat(typed.out()).contains("42").endsWith("\n");
        assertThat(typed.err()).isEmpty();
    }

    @Test
    void withJsonTheWholeAnswerIsOneValue() {
        Typed typed = Typed.piped("hi", Map.of("VERBATIM_TOKEN", guest()), "chat", "--json", "--url", url);

        assertThat(typed.exitCode()).as(typed.err()).isEqualTo(ExitCode.OK);
        assertThat(typed.json().getString("status")).isEqualTo("complete");
        assertThat(typed.json().getString("text")).isNotBlank();
        assertThat(typed.json().getString("messageId")).isNotBlank();
    }

    @Test
    void anUnknownRoomIsTold() {
        gateway.close();
        start(Map.of("VERBATIM_ROOMS_ON_JOIN", "refuse"));

        Typed typed = Typed.piped("hi", Map.of(), "chat", "--room", "nowhere", "--url", url);

        assertThat(typed.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(typed.out()).isEmpty();
        assertThat(typed.err()).contains("not_found");
    }

    @Test
    void aBadTokenIsRefused() {
        Typed typed = Typed.piped("hi", Map.of(), "chat", "--token", "a.b.c", "--url", url);

        assertThat(typed.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(typed.err()).contains("--token");
    }

    @Test
    void whereThereAreNoGuestsATokenIsAskedFor() {
        gateway.close();
        start(Map.of("VERBATIM_AUTH_GUESTS", "false"));

        Typed typed = Typed.piped("hi", Map.of(), "chat", "--url", url);

        assertThat(typed.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(typed.err()).contains("bring a token");
    }

    @Test
    void aGatewayThatIsAwayIsTold() {
        Typed typed = Typed.piped("hi", Map.of(), "chat", "--url", "http://127.0.0.1:1");

        assertThat(typed.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(typed.err()).contains("http://127.0.0.1:1");
    }

    /** A token in hand, nothing is asked before the socket: the socket alone has to tell. */
    @Test
    void aGatewayThatIsAwayIsToldToWhoHasATokenToo() throws IOException {
        Typed typed = Typed.piped("hi", Map.of("VERBATIM_TOKEN", guest()), "chat", "--url", "http://127.0.0.1:1");
        assertThat(typed.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(typed.err()).contains("is it running");

        try (Terminal terminal = new Terminal("http://127.0.0.1:1", Map.of("VERBATIM_TOKEN", guest()))) {
            terminal.awaitText("Nobody answers yet");
            terminal.type("안녕하세요");
            terminal.awaitText("it is said as soon as there is one");

            assertThat(terminal.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
            assertThat(terminal.text()).containsOnlyOnce("Nobody answers yet").contains("is it running");
        }
    }

    @Test
    void nothingToAskIsAMisuse() {
        assertThat(Typed.piped(" \n", Map.of(), "chat", "--url", url).exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void overTheDailyLimitTheGatewaySaysWhenTheNextDayBegins() {
        gateway.close();
        start(Map.of("VERBATIM_LIMITS_GUEST_TOKENS_PER_DAY", "1"));
        String token = guest();
        Typed first = Typed.piped("hi", Map.of(), "chat", "--token", token, "--url", url);

        Typed second = Typed.piped("hi", Map.of(), "chat", "--token", token, "--url", url);

        assertThat(first.exitCode()).as(first.err()).isEqualTo(ExitCode.OK);
        assertThat(second.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(second.err()).contains("limit_exceeded").contains("00:00 UTC");
    }

    @Test
    void aPersonTalksAndLeaves() throws IOException {
        try (Terminal terminal = new Terminal(url)) {
            terminal.awaitText("You are in lobby.");

            terminal.type("/stop");
            terminal.awaitText("There is no answer to be stopped.");
            terminal.type("/wave");
            terminal.awaitText("There is no such command.");
            terminal.type("What is 6 * 7?");
            terminal.awaitText("42");
            terminal.type("/quit");

            assertThat(terminal.exitCode()).isEqualTo(ExitCode.OK);
        }
    }

    @Test
    void stopEndsTheAnswer() throws IOException {
        gateway.close();
        start(Map.of("VERBATIM_DEMO_TOKENS_PER_SECOND", "5"));
        try (Terminal terminal = new Terminal(url)) {
            terminal.awaitText("You are in lobby.");

            terminal.type("Tell me a long story.");
            terminal.awaitText("demo");
            terminal.type("/stop");

            terminal.awaitText("The answer is stopped.");
        }
    }

    @Test
    void aCutLineIsDialledAgainAndNothingIsMissedOrTwice() throws IOException {
        gateway.close();
        start(Map.of("VERBATIM_DEMO_TOKENS_PER_SECOND", "100"));
        try (WeakLine line = new WeakLine(gateway.chatUrl());
                Terminal terminal = new Terminal(line.url());
                ChatClient witness = ChatClient.guest(gateway.chatUrl())) {
            witness.join("lobby");
            terminal.awaitText("You are in lobby.");
            terminal.type("Tell me a story.");
            terminal.awaitText("demo");

            line.cut();
            terminal.awaitText("Connected again.");
            JsonObject end = witness.await(frame -> "stream".equals(frame.getString("event"))
                            && frame.getJsonObject("data").getBoolean("end", false))
                    .getJsonObject("data");

            String[] words = witness.textOf(end.getString("messageId")).split("\\s+");
            terminal.awaitText(words[words.length - 1]);
            String shown = terminal.text().replaceAll("(?m)\\R?-- .*\\R?(… )?", "");
            assertThat(shown.replaceAll("\\s+", "")).contains(String.join("", words));
        }
    }

    @Test
    void aPipedQuestionSurvivesACutLine() throws IOException {
        gateway.close();
        start(Map.of("VERBATIM_DEMO_TOKENS_PER_SECOND", "100"));
        try (WeakLine line = new WeakLine(gateway.chatUrl());
                ChatClient witness = ChatClient.guest(gateway.chatUrl())) {
            witness.join("lobby");
            CompletableFuture<Typed> asking = CompletableFuture.supplyAsync(
                    () -> Typed.piped("Tell me a story.", Map.of(), "chat", "--url", line.url()));
            witness.await(frame -> frame.getJsonObject("data").containsKey("token"));

            line.cut();
            Typed typed = asking.orTimeout(60, TimeUnit.SECONDS).join();

            JsonObject end = witness.await(frame -> "stream".equals(frame.getString("event"))
                            && frame.getJsonObject("data").getBoolean("end", false))
                    .getJsonObject("data");
            assertThat(typed.exitCode()).as(typed.err()).isEqualTo(ExitCode.OK);
            assertThat(typed.out()).isEqualTo(witness.textOf(end.getString("messageId")) + System.lineSeparator());
        }
    }

    @Test
    void othersAreHeard() throws IOException {
        try (Terminal terminal = new Terminal(url);
                ChatClient other = ChatClient.guest(gateway.chatUrl())) {
            terminal.awaitText("You are in lobby.");
            other.join("lobby");

            other.send(
                    "send",
                    new JsonObject()
                            .put("roomId", "lobby")
                            .put("text", "안녕 \u001b[31mall")
                            .put("reply", false));

            terminal.awaitText(": 안녕 [31mall");
        }
    }

    private String guest() {
        return ChatClient.guestToken(gateway.chatUrl());
    }

    /** Somebody who types. */
    private static final class Terminal implements AutoCloseable {
        private final StringWriter out = new StringWriter();
        private final PrintWriter keyboard;
        private final CompletableFuture<Integer> exitCode;

        Terminal(String url) throws IOException {
            this(url, Map.of());
        }

        Terminal(String url, Map<String, String> environment) throws IOException {
            PipedWriter keys = new PipedWriter();
            keyboard = new PrintWriter(keys, true);
            Shell shell = new Shell(
                    environment,
                    new BufferedReader(new PipedReader(keys)),
                    new PrintWriter(out, true),
                    new PrintWriter(out, true),
                    true);
            exitCode = CompletableFuture.supplyAsync(() -> new Cli(shell).run("chat", "--url", url));
        }

        void type(String line) {
            keyboard.println(line);
        }

        String text() {
            return out.toString();
        }

        void awaitText(String text) {
            Awaitility.await().untilAsserted(() -> assertThat(out.toString()).contains(text));
        }

        int exitCode() {
            return exitCode.orTimeout(30, TimeUnit.SECONDS).join();
        }

        @Override
        public void close() {
            keyboard.close();
            exitCode();
        }
    }
}
