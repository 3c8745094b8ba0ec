package dev.verbatim.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.boot.Gateway;
import dev.verbatim.browser.ChatPage.Shown;
import dev.verbatim.testing.Gateways;
import dev.verbatim.testing.Rows;
import dev.verbatim.testing.TestPostgres;
import java.net.URI;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page in a browser that can only use one of the transports, with the SockJS client that comes with the page. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TransportsIT {
    /** Refuses the plain WebSocket, and makes whatever SockJS is loaded use this transport. */
    private static final String ONLY = """
            const only = '%s';
            const Real = globalThis.WebSocket;
            globalThis.WebSocket = class extends Real {
                constructor(url, protocols) {
                    if (new URL(url).pathname === '/chat/websocket') throw new Error('no plain WebSocket here');
                    super(url, protocols ?? []);
                }
            };
            let Loaded;
            Object.defineProperty(globalThis, 'SockJS', {
                set(loaded) { Loaded = loaded; },
                get() {
                    return function (url, protocols, options) {
                        globalThis.lastSocket = new Loaded(url, protocols, {...options, transports: [only]});
                        return globalThis.lastSocket;
                    };
                },
            });""";

    private Gateway gateway;
    private Rows rows;

    @BeforeAll
    void start() {
        String database = TestPostgres.freshDatabase();
        rows = Rows.of(database);
        gateway = Gateways.on(database, Map.of("VERBATIM_DEMO_TOKENS_PER_SECOND", "200"));
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource({"websocket, websocket", "xhr-streaming, xhr_streaming", "xhr-polling, xhr"})
    void aChatIsWholeOverTheOnlyTransport(String transport, String path) {
        try (Browser browser = Browser.start()) {
            browser.driver()
                    .executeCdpCommand(
                            "Page.addScriptToEvaluateOnNewDocument", Map.of("source", ONLY.formatted(transport)));
            ChatPage page = ChatPage.open(browser, gateway.chatUrl());

            String reply = page.ask("Tell me a story");
            page.awaitLongerThan(reply, 10);
            Shown answer = page.awaitStatus(reply, "complete");

            assertThat(page.run("return lastSocket.transport")).isEqualTo(transport);
            assertThat(answer.length()).isEqualTo(storedLength(reply));
            assertThat(browser.console()).noneMatch(line -> line.contains("Content Security Policy"));
            if (!transport.equals("websocket")) {
                assertThat(browser.requests())
                        .anyMatch(url -> URI.create(url).getPath().endsWith("/" + path));
            }
            page.reload();
            assertThat(page.awaitStatus(reply, "complete")).isEqualTo(answer);
        }
    }

    private int storedLength(String reply) {
        return ((String) rows.one("select text from messages where message_id = ?", UUID.fromString(reply))
                        .get("text"))
                .length();
    }
}
