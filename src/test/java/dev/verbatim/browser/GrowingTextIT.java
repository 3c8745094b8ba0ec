package dev.verbatim.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.boot.Gateway;
import dev.verbatim.testing.Gateways;
import dev.verbatim.testing.TestPostgres;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A text that grows is shown as it would be if it had been there at once, and what is finished of it stays where it is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GrowingTextIT {
    private static final int ITEMS = 120;

    /** What a view shows, without the gaps between its elements; {@code grown} feeds a text in pieces of one to seven characters. */
    private static final String TOOLS = """
            const done = arguments[arguments.length - 1];
            const shown = root => root.innerHTML.replaceAll(/>\\s+</g, '><').replaceAll(/\\s+<\\/li>/g, '</li>').trim();
            const whole = (MarkdownView, text, running) => {
                const root = document.createElement('div');
                new MarkdownView(root).update(text, running);
                return shown(root);
            };
            const grown = (view, text, each = () => undefined) => {
                for (let end = 0, step = 0; end < text.length; step++) {
                    end = Math.min(text.length, end + 1 + (step * 5) %% 7);
                    view.update(text.slice(0, end), true);
                    each(text.slice(0, end));
                }
                view.update(text, false);
            };
            import(new URL('app/markdown-view.js', location.href)).then(({MarkdownView}) => {
                %s
            }).catch(trouble => done([String(trouble)]));""";

    private static final String SAME_AT_EACH_STEP = """
            const [text] = arguments;
            const root = document.createElement('div');
            const different = [];
            grown(new MarkdownView(root), text, part => {
                if (shown(root) !== whole(MarkdownView, part, true)) different.push(part);
            });
            if (shown(root) !== whole(MarkdownView, text, false)) different.push('the end: ' + text);
            done(different.slice(0, 3));""";

    /** Anything at all, of which many a piece means something else once the next one is there. */
    private static final String RANDOM_TEXTS = """
            const [pieces, seeds] = arguments;
            const different = [];
            for (let seed = 1; seed <= seeds; seed++) {
                let state = seed;
                const random = limit => {
                    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
                    return Math.floor((state / 2 ** 32) * limit);
                };
                const text = Array.from({length: 150}, () => pieces[random(pieces.length)]).join('');
                const root = document.createElement('div');
                grown(new MarkdownView(root), text);
                if (shown(root) !== whole(MarkdownView, text, false)) different.push(`${seed}: ${text}`);
            }
            done(different.slice(0, 3));""";

    private static final String MADE_ELEMENTS = """
            const [text, name] = arguments;
            const root = document.createElement('div');
            let made = 0;
            const counted = new MutationObserver(changes => {
                for (const {addedNodes} of changes) for (const node of addedNodes) {
                    if (node.nodeType !== Node.ELEMENT_NODE) continue;
                    made += (node.matches(name) ? 1 : 0) + node.querySelectorAll(name).length;
                }
            });
            counted.observe(root, {childList: true, subtree: true});
            grown(new MarkdownView(root), text);
            setTimeout(() => done([made, root.querySelectorAll(name).length]));""";

    private Gateway gateway;
    private Browser browser;

    @BeforeAll
    void start() {
        gateway = Gateways.on(TestPostgres.freshDatabase(), Map.of());
        browser = Browser.start();
        ChatPage.open(browser, gateway.chatUrl());
    }

    @AfterAll
    void stop() {
        browser.close();
        gateway.close();
    }

    private List<?> run(String script, Object... values) {
        return (List<?>) browser.driver().executeAsyncScript(TOOLS.formatted(script), values);
    }

    private static String repeated(int count, String template) {
        return IntStream.rangeClosed(1, count).mapToObj(template::formatted).collect(Collectors.joining());
    }

    static List<String> texts() {
        return List.of(
                "Some words before:\n\n" + repeated(9, "- item %d with **bold** and `code`\n") + "\nand after.",
                repeated(12, "%d. a step\n") + "\n\n" + repeated(6, "%d) another list\n"),
                "3. begins at three\n" + repeated(6, "1. item %d\n"),
                repeated(5, "- tight %d\n") + "\n" + repeated(5, "- and then with gaps %d\n\n"),
                repeated(7, "- item %d\n\n") + repeated(4, "- and then tight %d\n"),
                repeated(6, "1. step %d\n   - one thing\n   - another\n\n     with more words\n"),
                repeated(5, "- item %d\n  ```js\n  const a = 1;\n  ```\n") + "- [ ] to do\n- [x] done\n",
                "| a | b |\n|---|--:|\n" + repeated(9, "| cell %d | `x` |\n") + "\nAfter it.\n\n- a\n- b\n",
                "| a | b |\n|---|---|\n" + repeated(7, "| %d \\| bar | **b** |\n")
                        + "a line of less\n\n| c |\n|---|\n| d |\n",
                repeated(5, "- a\n- a\n- a\n") + "* another\n* list\n* of\n* stars\n",
                "> quoted\n> - a\n> - b\n\n" + repeated(6, "+ plus %d\n") + "\n---\n\n# Heading\n\n"
                        + repeated(5, "- %d\n"),
                "```java\n" + repeated(12, "int value%d = 1; // words\n") + "```\n\n" + repeated(5, "- after %d\n"));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void itLooksAtEachStepAsIfItHadBeenThereAtOnce(String text) {
        assertThat(run(SAME_AT_EACH_STEP, text)).isEmpty();
    }

    @Test
    void whateverItIsMadeOfItLooksTheSameInTheEnd() {
        List<String> pieces = List.of(
                "- ",
                "\n- ",
                "\n* ",
                "\n1. ",
                "\n2) ",
                "\n  - ",
                "\n   ",
                "\n",
                "\n\n",
                "word",
                " word",
                " ",
                "**",
                "`",
                "|",
                "\n| a | b |\n|---|---|\n",
                "\n| c | d |",
                "\n> ",
                "\n```js\n",
                "\n```\n",
                "[x][1]",
                "\n[1]: https://example.org\n",
                "\n# ",
                "\n- [ ] ",
                "\n***\n",
                "\\",
                "<b>",
                "\t",
                "_",
                "한글");

        assertThat(run(RANDOM_TEXTS, pieces, 60)).isEmpty();
    }

    /** A table that is too wide for a phone is scrolled; it does not become narrow in the middle of its words. */
    @Test
    void aNarrowTableKeepsItsWordsWhole() {
        String broken = """
                const [text, width] = arguments;
                const root = document.createElement('div');
                root.className = 'text';
                root.style.width = width;
                document.body.append(root);
                new MarkdownView(root).update(text, false);
                const lines = cell => {
                    const all = document.createRange();
                    all.selectNodeContents(cell);
                    return new Set([...all.getClientRects()].map(({top}) => Math.round(top))).size;
                };
                const cells = [...root.querySelectorAll('th, td')].filter(cell => !/\\s/.test(cell.textContent));
                const found = cells.filter(cell => lines(cell) > 1).map(cell => cell.textContent);
                const wide = root.scrollWidth > root.clientWidth;
                root.remove();
                done([cells.length, ...found, ...(wide ? ['is wider than its place'] : [])]);""";
        String table = """
                | Wednesday | What is to be done by then | Supercalifragilistic |
                |---|---|--:|
                | Thursday | Streaming, and what it looks like when it fails | 4.5 |
                """;

        assertThat(run(broken, table, "200px")).isEqualTo(List.of(4L));
    }

    @Test
    void aTableBeginsWhereItsWordsBegin() {
        String distances = """
                const [texts] = arguments;
                const root = document.createElement('div');
                root.className = 'text';
                root.style.width = '600px';
                document.body.append(root);
                const all = texts.map(text => {
                    root.replaceChildren();
                    new MarkdownView(root).update(text, false);
                    const [place, table] = [root, root.querySelector('table')].map(each => each.getBoundingClientRect());
                    return [table.left - place.left < 1, place.right - table.right < 1];
                });
                root.remove();
                done(all);""";
        List<String> tables = List.of("| a | b |\n|---|---|\n| c | 3 |\n", "| اليوم | b |\n|---|---|\n| البث | 3 |\n");

        assertThat(run(distances, tables)).isEqualTo(List.of(List.of(true, false), List.of(false, true)));
    }

    /** Without an end to what is finished, each of them would be made as often as the text grows behind it. */
    @Test
    void aFinishedItemIsMadeOnceMoreAtMostAndSoIsARowAndAWordOfCode() {
        String list = repeated(ITEMS, "- item %d of a list that grows\n");
        String table = "| a | b |\n|---|---|\n" + repeated(ITEMS, "| row %d | of a table |\n");

        assertMadeInProportion(run(MADE_ELEMENTS, list, "li"), ITEMS, list);
        assertMadeInProportion(run(MADE_ELEMENTS, table, "tbody tr"), ITEMS, table);
    }

    /** As it grows in pieces of four characters in the middle, its last part is made anew with each piece. */
    private static void assertMadeInProportion(List<?> counts, int parts, String text) {
        assertThat(counts.get(1)).isEqualTo((long) parts);
        assertThat((Long) counts.get(0)).isLessThan(text.length());
    }
}
