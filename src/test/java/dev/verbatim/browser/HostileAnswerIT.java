package dev.verbatim.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import dev.verbatim.boot.Gateway;
import dev.verbatim.browser.ChatPage.Shown;
import dev.verbatim.chat.auth.SigningKeys;
import dev.verbatim.testing.Canary;
import dev.verbatim.testing.ChatClient;
import dev.verbatim.testing.Gateways;
import dev.verbatim.testing.ReplayProvider;
import dev.verbatim.testing.ReplayProvider.Response;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Words that attack the page, in pieces that tear their tags: nothing runs, nothing is loaded, and they are shown as the words they are. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileAnswerIT {
    private static final int LONGEST_PIECE = 3;
    private static final int LARGE_PIECE = 4_000;
    /** Code that reads like another one: what follows these characters is shown from right to left. */
    private static final String TURNED =
            "```js\nif (user != 'admin\u202E\u2066// only\u2069\u2066') {\n```\n\nand `a\u202Eb`";

    private static final String HOSTILE = String.join("\n\n", HostileMarkdown.CASES);
    private static final String NAME = "<img src=x onerror=window.ran=201> \"'><svg/onload=window.ran=202>";
    private static final String TROUBLE = "<img src=x onerror=window.ran=203><script>window.ran=204</script> it broke";
    private static final String SECRET = Canary.SECRET;

    private final Vertx vertx = Vertx.vertx();
    private ReplayProvider provider;
    private Gateway gateway;
    private Browser browser;

    @BeforeAll
    void start() {
        provider = ReplayProvider.start(vertx).await();
        provider.prepare("hostile", Response.openAi(pieces(HOSTILE), 1));
        provider.prepare("broken", broken());
        provider.prepare("giant", Response.openAi(inPieces(String.join("\n\n", HostileMarkdown.GIANTS)), 1));
        provider.prepare("turned", Response.openAi(List.of(TURNED), 1));
        Map<String, String> environment = Map.of(
                "OPENAI_API_KEY",
                Canary.KEY,
                "OPENAI_BASE_URL",
                provider.baseUrl(),
                "OPENAI_MODEL",
                "hostile",
                "VERBATIM_AUTH_SECRET",
                SECRET);
        gateway = Gateways.on(TestPostgres.freshDatabase(), environment);
    }

    @BeforeEach
    void open() {
        browser = Browser.start();
        browser.onEveryPage("window.violations = []; document.addEventListener('securitypolicyviolation', e =>"
                + " window.violations.push(e.violatedDirective + ' ' + e.blockedURI));");
        browser.onEveryPage("localStorage.setItem('verbatim.guest', JSON.stringify(%s));".formatted(attacker()));
    }

    @AfterEach
    void close() {
        browser.close();
    }

    private static List<String> pieces(String text) {
        List<String> pieces = new ArrayList<>();
        for (int from = 0; from < text.length(); ) {
            int to = Math.min(text.length(), from + 1 + pieces.size() % LONGEST_PIECE);
            pieces.add(text.substring(from, to));
            from = to;
        }
        return pieces;
    }

    /** Large ones, as a fast provider sends them. */
    private static List<String> inPieces(String text) {
        List<String> pieces = new ArrayList<>();
        for (int from = 0; from < text.length(); from += LARGE_PIECE) {
            pieces.add(text.substring(from, Math.min(text.length(), from + LARGE_PIECE)));
        }
        return pieces;
    }

    private static Response broken() {
        JsonObject error = new JsonObject().put("message", TROUBLE).put("type", "invalid_request_error");
        Buffer body = new JsonObject().put("error", error).toBuffer();
        return new Response(400, Map.of("content-type", "application/json"), List.of(body), 0);
    }

    /** A room of the test's own: what the others brought into theirs is read by their readers only. */
    private ChatPage open(String roomId) {
        return ChatPage.open(browser, URI.create(gateway.chatUrl() + "/#/room/" + roomId));
    }

    private String token(String userId) {
        long expiry = Instant.now().getEpochSecond() + 3600;
        return SigningKeys.hs256(
                new JsonObject().put("sub", userId).put("name", NAME).put("exp", expiry), SECRET);
    }

    /** Somebody whose name attacks too. */
    private JsonObject attacker() {
        return new JsonObject()
                .put("token", token("mallory"))
                .put("userId", "mallory")
                .put("name", NAME)
                .put("expiresAt", Instant.now().plusSeconds(3600).toString())
                .put("roomId", "lobby");
    }

    @AfterAll
    void stop() {
        gateway.close();
        provider.close();
        vertx.close().await();
    }

    @Test
    void nothingRunsAndNothingIsLoaded() {
        ChatPage page = open("answer");
        String reply = page.ask("<img src=x onerror=window.ran=100> hello");

        Shown answer = page.awaitStatus(reply, "complete");
        browser.screenshot("hostile-answer");

        assertThat(answer.words())
                .contains("<script>window.ran=1</script>")
                .contains(HostileMarkdown.CASES.stream()
                        .map(HostileAnswerIT::lastWord)
                        .toList());
        assertHarmless(page);
        page.reload();
        assertThat(page.awaitStatus(reply, "complete")).isEqualTo(answer);
        assertHarmless(page);
        aViolationWouldHaveBeenSeen(page);
    }

    private static String lastWord(String text) {
        return text.substring(Math.max(text.lastIndexOf('\n'), text.lastIndexOf(' ')) + 1);
    }

    @Test
    void namesAndReasonsAreShownAsTheWordsTheyAre() {
        ChatPage page = open("names");
        ChatClient other = ChatClient.withToken(gateway.chatUrl(), token("trudy"), frame -> {});
        other.join("names");

        other.send(
                "send",
                new JsonObject().put("roomId", "names").put("text", "hello").put("model", "broken"));
        ChatPage.until(
                () -> page.answers().stream().anyMatch(answer -> answer.status().equals("failed")));
        browser.screenshot("hostile-names");
        Object shown = page.run("return document.body.innerText");

        assertThat((String) shown).contains(NAME, TROUBLE);
        assertHarmless(page);
    }

    /** The page goes on while it is written, and is what it was: the words are there, and each is one click away from the next room. */
    @Test
    void whatIsSlowToReadHoldsNothingUp() {
        ChatPage page = open("giant");
        Shown answer = answerOf(page, "giant");

        assertThat(answer.status()).isEqualTo("complete");
        assertThat((Long) page.run("return document.querySelectorAll('article *').length"))
                .isLessThan(2_000);
        page.hook("composer").sendKeys("still here");
        assertThat(page.run("return document.getElementById('composer').value")).isEqualTo("still here");
    }

    @Test
    void whatTurnsTheDirectionOfCodeIsShown() {
        ChatPage page = open("turned");
        answerOf(page, "turned");

        Object signs =
                page.run("return [...[...document.querySelectorAll('article')].at(-1).querySelectorAll('code .sign')]"
                        + ".map(s => s.dataset.name)");
        assertThat(signs).asInstanceOf(LIST).containsExactly("U+202E", "U+2066", "U+2069", "U+2066", "U+202E");
        assertThat((String) page.run("return [...document.querySelectorAll('article pre')].at(-1).textContent"))
                .doesNotContainPattern("[\u202A-\u202E\u2066-\u2069]");
    }

    /** What this model answers to somebody else in the room that is shown, which is called as the model is. */
    private Shown answerOf(ChatPage page, String model) {
        List<String> before = page.answers().stream().map(Shown::messageId).toList();
        ChatClient other = ChatClient.withToken(gateway.chatUrl(), token("trudy"), frame -> {});
        other.join(model);
        other.send(
                "send",
                new JsonObject().put("roomId", model).put("text", "hello").put("model", model));
        ChatPage.until(() -> page.answers().stream()
                .anyMatch(answer ->
                        !before.contains(answer.messageId()) && answer.status().equals("complete")));
        return page.answers().stream()
                .filter(answer -> !before.contains(answer.messageId()))
                .findFirst()
                .orElseThrow();
    }

    private void assertHarmless(ChatPage page) {
        assertThat(page.run("return window.ran")).isNull();
        assertThat(page.run("return location.href.split('#')[0]")).isEqualTo(gateway.chatUrl() + "/");
        List<?> targets = (List<?>)
                page.run("return [...document.querySelectorAll('article a[href]')].map(a => a.href).filter(h =>"
                        + " !/^(https?|mailto):/.test(h))");
        assertThat(targets).isEmpty();
        Object active = page.run(
                "return [...document.querySelectorAll('article :is(script, img, iframe, style, link, form, input,"
                        + " object, embed, video, audio, svg, math, base, meta, picture, template, select, textarea,"
                        + " button, [style], [id], [name])')].filter(found => !found.closest('button.icon')).map(found =>"
                        + " found.outerHTML)");
        assertThat((List<?>) active).isEmpty();
        Object handlers = page.run(
                "return [...document.querySelectorAll('article *')].filter(e => e.getAttributeNames().some(n =>"
                        + " n.startsWith('on'))).length");
        assertThat(handlers).isEqualTo(0L);
        assertThat((List<?>) page.run("return window.violations")).isEmpty();
        assertThat(browser.console()).noneMatch(line -> line.contains("Content Security Policy"));
        assertThat(browser.console()).noneMatch(line -> line.startsWith("SEVERE"));
        String own = gateway.chatUrl().getAuthority();
        assertThat(browser.requests()).isNotEmpty().allMatch(url -> url.contains("//" + own + "/"));
    }

    private void aViolationWouldHaveBeenSeen(ChatPage page) {
        page.run("new Image().src = 'https://evil.example/control'");

        ChatPage.until(() -> !((List<?>) page.run("return window.violations")).isEmpty());
    }
}
