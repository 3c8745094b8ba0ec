package dev.verbatim.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

class ContentScannerTest {
    private static final String STREAM = """
            data: {"choices":[{"delta":{"content":"one "}}]}

            data: {"choices":[{"delta":{"content":"t\\"wo"}}]}

            data: [DONE]

            """;

    @Test
    void joinsTheTextsWhereverTheReadIsCut() {
        for (int cut = 0; cut <= STREAM.length(); cut++) {
            ContentScanner scanner = new ContentScanner();

            String text = scanner.take(Buffer.buffer(STREAM.substring(0, cut)))
                    + scanner.take(Buffer.buffer(STREAM.substring(cut)));

            assertThat(text).as("cut at %d", cut).isEqualTo("one t\\\"wo");
            assertThat(scanner.sawEnd()).isTrue();
        }
    }

    @Test
    void aStreamWithoutItsMarkHasNotEnded() {
        ContentScanner scanner = new ContentScanner();

        scanner.take(Buffer.buffer(STREAM.substring(0, STREAM.length() - 10)));

        assertThat(scanner.sawEnd()).isFalse();
    }
}
