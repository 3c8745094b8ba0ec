package dev.verbatim.demo.answer;

import java.util.regex.Pattern;

/** Small true programs, one per programming language; the first whose name a message has is shown, else Java. */
enum CodeSample {
    PYTHON("python", "python|파이썬", """
            from collections import Counter

            def most_common(text: str, n: int = 3) -> list[tuple[str, int]]:
                return Counter(text.lower().split()).most_common(n)

            print(most_common("to be or not to be"))
            """),
    TYPESCRIPT("typescript", "typescript|타입스크립트", """
            function mostCommon(text: string): Map<string, number> {
              const counts = new Map<string, number>();
              for (const word of text.toLowerCase().split(/\\s+/)) {
                counts.set(word, (counts.get(word) ?? 0) + 1);
              }
              return counts;
            }
            """),
    JAVASCRIPT("javascript", "javascript|node(?:[.]js)?|자바 ?스크립트", """
            const stream = await fetch("/answer").then((response) => response.body);
            const words = stream.pipeThrough(new TextDecoderStream());

            for await (const word of words) {
              document.querySelector("#answer").append(word);
            }
            """),
    SQL("sql", "sql|postgres(?:ql)?|쿼리", """
            select room_id, count(*) as messages, max(seq) as newest
              from messages
             group by room_id
             order by messages desc
             limit 10;
            """),
    SHELL("bash", "bash|shell|셸|쉘", """
            #!/usr/bin/env bash
            set -euo pipefail

            tr -cs '[:alnum:]' '\\n' < "$1" | sort | uniq -c | sort -rn | head
            """),
    JAVA("java", "java|자바", """
            static List<Integer> primesUpTo(int max) {
                return IntStream.rangeClosed(2, max)
                        .filter(n -> IntStream.rangeClosed(2, (int) Math.sqrt(n)).noneMatch(d -> n % d == 0))
                        .boxed()
                        .toList();
            }
            """);

    private final String fence;
    private final Pattern names;
    private final String source;

    CodeSample(String fence, String names, String source) {
        this.fence = fence;
        this.names = Pattern.compile("(?<![A-Za-z])(?:" + names + ")(?![A-Za-z])", Pattern.CASE_INSENSITIVE);
        this.source = source;
    }

    static CodeSample wantedBy(String message) {
        for (CodeSample sample : values()) {
            if (sample.names.matcher(message).find()) {
                return sample;
            }
        }
        return JAVA;
    }

    /** As a fenced block of markdown. */
    String block() {
        return "```" + fence + "\n" + source + "```";
    }
}
