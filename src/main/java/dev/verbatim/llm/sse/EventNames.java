package dev.verbatim.llm.sse;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The few event names of a stream, each made into a string once; names beyond the first {@value #MAX} are not kept. */
final class EventNames {
    static final String DEFAULT = "message";
    private static final int MAX = 16;

    private final List<byte[]> bytes = new ArrayList<>();
    private final List<String> names = new ArrayList<>();

    String of(byte[] source, int from, int to) {
        for (int i = 0; i < bytes.size(); i++) {
            byte[] known = bytes.get(i);
            if (Arrays.equals(known, 0, known.length, source, from, to)) {
                return names.get(i);
            }
        }
        String name = new String(source, from, to - from, StandardCharsets.UTF_8);
        if (names.size() < MAX) {
            bytes.add(Arrays.copyOfRange(source, from, to));
            names.add(name);
        }
        return name;
    }
}
