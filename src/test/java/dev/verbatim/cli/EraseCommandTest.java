package dev.verbatim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EraseCommandTest {
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer gateway;
    private String url;
    private int status = 200;
    private String body = "{\"messages\": 3}";

    @BeforeEach
    void start() throws IOException {
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.createContext("/", this::answer);
        gateway.start();
        url = "http://127.0.0.1:" + gateway.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        gateway.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                + exchange.getRequestHeaders().getFirst("Authorization"));
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Test
    void asksTheGatewayAndTellsWhatWent() {
        Typed typed = Typed.run(Map.of("VERBATIM_TOKEN", "t"), "erase", "a/b c?", "--yes", "--url", url);

        assertThat(typed.exitCode()).as(typed.err()).isEqualTo(ExitCode.OK);
        assertThat(typed.out()).contains("3 messages");
        assertThat(asked).containsExactly("DELETE /api/users/a%2Fb%20c%3F Bearer t");
    }

    @Test
    void withoutAYesNothingIsAsked() {
        Typed typed = Typed.piped("anna\n", Map.of("VERBATIM_TOKEN", "t"), "erase", "anna", "--url", url);

        assertThat(typed.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(typed.err()).contains("--yes");
        assertThat(asked).isEmpty();
    }

    @Test
    void withoutATokenNothingIsAsked() {
        Typed typed = Typed.run(Map.of(), "erase", "anna", "--yes", "--url", url);

        assertThat(typed.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(asked).isEmpty();
    }

    @Test
    void whatTheGatewayRefusesIsToldInItsWords() {
        status = 403;
        body = "{\"detail\": \"This token has no scope admin.\"}";

        Typed typed = Typed.run(Map.of("VERBATIM_TOKEN", "t"), "erase", "anna", "--yes", "--url", url);

        assertThat(typed.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(typed.err()).contains("no scope admin");
    }

    @Test
    void anAnswerThatIsNoJsonIsNoGateways() {
        body = "<html>";

        for (String[] command : new String[][] {
            {"erase", "anna", "--yes", "--url", url}, {"usage", "--url", url}, {"health", "--url", url}
        }) {
            Typed typed = Typed.run(Map.of("VERBATIM_TOKEN", "t"), command);

            assertThat(typed.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(typed.err())
                    .startsWith("verbatim: ")
                    .contains("something else than JSON")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void whatIsNoGatewayIsTold() {
        status = 404;
        body = "<html>";

        Typed typed = Typed.run(Map.of("VERBATIM_TOKEN", "t"), "erase", "anna", "--yes", "--url", url);

        assertThat(typed.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(typed.err()).contains("no gateway");
    }
}
