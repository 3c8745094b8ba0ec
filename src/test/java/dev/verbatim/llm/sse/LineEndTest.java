package dev.verbatim.llm.sse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LineEndTest {
    @Test
    void findsWhatASimpleLoopFinds() {
        Random random = new Random(7);
        byte[] alphabet = {'\n', '\r', 0, 9, 11, 12, 14, 'a', (byte) 0x8A, (byte) 0x8D, (byte) 0xFF, (byte) 0x80};
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            boolean rare = random.nextBoolean();
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = alphabet[rare ? 2 + random.nextInt(alphabet.length - 2) : random.nextInt(alphabet.length)];
            }
            int from = random.nextInt(bytes.length + 1);
            int to = from + random.nextInt(bytes.length - from + 1);

            assertThat(LineEnd.find(bytes, from, to)).isEqualTo(simple(bytes, from, to));
        }
    }

    private static int simple(byte[] bytes, int from, int to) {
        int position = from;
        while (position < to && bytes[position] != '\n' && bytes[position] != '\r') {
            position++;
        }
        return position;
    }
}
