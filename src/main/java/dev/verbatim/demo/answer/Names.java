package dev.verbatim.demo.answer;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the name somebody gave: "my name is Ann", "call me Bo", "제 이름은 민수예요", "지훈이라고 불러 주세요". */
final class Names {

    private static final Pattern ENGLISH =
            Pattern.compile("\\b(?:(?i:my name is|my name's)|[Cc]all me(?= \\p{Lu}))\\s{1,3}+"
                    + "(\\p{L}[\\p{L}'’-]{0,29}+(?: \\p{Lu}[\\p{L}'’-]{0,29}+)?)");
    private static final String KOREAN_END = "(?=[\\s.,!?~]|$)";
    private static final Pattern KOREAN = Pattern.compile("(?:제|내|저의|나의) ?이름은 {0,3}([가-힣A-Za-z]{1,20}?)"
            + "(?:입니다만|입니다|이에요|예요|에요|이야|야|이고요|고요|이고|고|이라고|라고)?" + KOREAN_END);
    private static final Pattern KOREAN_CALL =
            Pattern.compile("(?:^|[\\s,])(?:저를 |저는 |나를 |날 )?([가-힣A-Za-z]{1,20}?)(?:이라고|라고) {0,3}(?:불러|부르)");

    /** What follows "is" or "은" in a question or a refusal. */
    private static final Pattern NO_NAME =
            Pattern.compile("(?i)(?:not|what|unknown|a|the|so|none)|(?:뭐|뭔|뭘|무엇|무어|기억|어떻게|알아|알고|알까|몰라|비밀).*|알");

    private Names() {}

    /** The name given last, or null. */
    static @Nullable String lastIn(List<String> texts) {
        for (int i = texts.size() - 1; i >= 0; i--) {
            String name = in(texts.get(i));
            if (name != null) {
                return name;
            }
        }
        return null;
    }

    static @Nullable String in(String text) {
        for (Pattern pattern : List.of(ENGLISH, KOREAN, KOREAN_CALL)) {
            Matcher matcher = pattern.matcher(text);
            if (matcher.find() && !NO_NAME.matcher(matcher.group(1)).matches()) {
                return capitalised(matcher.group(1));
            }
        }
        return null;
    }

    private static String capitalised(String name) {
        int first = name.offsetByCodePoints(0, 1);
        return name.substring(0, first).toUpperCase(Locale.ROOT) + name.substring(first);
    }
}
