package dev.verbatim.demo.answer;

import java.util.regex.Pattern;

/** What a message wants, told by plain words of both languages. The first that fits wins; {@link #TOPIC} is the rest. */
enum Intent {
    ECHO("^/echo\\b|^echo[: ]|^(?:please )?(?:repeat after me|say)\\s?[:\"“]|^따라 ?(?:해|말해)[^:\\n]{0,10}:"),
    LONG_STORY("^/(?:long|story)\\b|\\btell (?:me|us) (?:an?|another|the) (?:\\w+ ){0,3}(?:story|tale)|\\blong story\\b"
            + "|(?:긴|짧은|재미있는|재밌는|옛날|무서운|다른) ?(?:이야기|얘기)"
            + "|(?:이야기|얘기|동화)[를을]? ?(?:하나|한 ?편|좀|들려|써|지어)"),
    NAME_ASKED("\\bwhat(?:'s|’s| is| was) my name\\b|\\bwho am i\\b|\\b(?:know|remember|recall) my name\\b"
            + "|(?:내|제) ?이름[이은을]? ?(?:뭐|뭔|무엇|기억|알|아시|아세|아니)|(?:내가|제가) 누구"),
    NAME_GIVEN(""),
    COUNT("\\bhow many (?:messages|questions|times|things)\\b|몇 ?(?:번|개)\\S{0,3}.{0,12}(?:메시지|질문|물어|말|보냈)"
            + "|(?:메시지|질문)\\S{0,3} (?:모두 )?몇"),
    RECALL("\\bwhat (?:did|have) i\\b|\\b(?:my|the) (?:last|previous|first|earlier) (?:question|message)"
            + "|\\bdo you remember\\b|\\bremind me what\\b"
            + "|(?:아까|방금|이전에|전에|조금 전).{0,20}(?:뭐|무엇|무슨|기억|물어|말했|했)|(?:내가|제가) (?:뭐|무엇|무슨)"),
    SUM(""),
    CODE(
            "^/code\\b|\\b(?:code|snippet|script|algorithm|source code)\\b|\\bwrite (?:me )?(?:an? )?(?:\\w+ ){0,2}(?:function|program)\\b"
                    + "|(?<![가-힣])코드|함수|스크립트|프로그램\\S{0,2} ?(?:짜|작성|만들|예)|예제"),
    ABOUT("\\b(?:who|what) are you\\b|\\bare you (?:an? )?(?:real|bot|robot|ai|model|human|demo|gpt|chatgpt|claude)\\b"
            + "|\\bapi[ _-]?key\\b|(?:너|넌|당신|누구)\\S{0,2} ?(?:누구|뭐야|뭐예요|세요|신가요|야\\b)|api ?키|키[를는]? ?(?:설정|넣)"),
    HELP("^/help\\b|^help\\b|\\bhelp me\\b|\\bwhat can (?:you|i)\\b|\\bhow do (?:you|i use)\\b"
            + "|도움말|도와|(?:뭘|무엇을|뭐를|뭐) ?(?:할 수|할수|하실 수)|사용법"),
    THANKS("\\b(?:thanks|thank you|thx|cheers)\\b|고마[워웠]|고맙|감사"),
    FAREWELL("^(?:good ?)?bye\\b|\\bsee you\\b|\\bgood night\\b|안녕히|잘 ?있어|잘 자|다음에 (?:봐|뵐|또)"),
    GREETING(
            "^(?:hi|hello|hey|hiya|howdy|how are you|greetings|good (?:morning|afternoon|evening))\\b|안녕|잘 지내|반가[워웠]|반갑|^하이\\b"),
    TOPIC("");

    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS;
    private static final int SAMPLE = 1000;

    private final Pattern words;

    Intent(String words) {
        // An intent without words of its own is recognised by what it carries: a name, a sum.
        this.words = Pattern.compile(words.isEmpty() ? "(?!)" : words, FLAGS);
    }

    /** @param message NFC, without white space around it */
    static Intent of(String message) {
        String sample = Quote.cut(message, SAMPLE);
        for (Intent intent : values()) {
            if (intent.fits(sample)) {
                return intent;
            }
        }
        return TOPIC;
    }

    private boolean fits(String message) {
        return switch (this) {
            case NAME_GIVEN -> Names.in(message) != null;
            case SUM -> Arithmetic.in(message) != null;
            default -> words.matcher(message).find();
        };
    }
}
