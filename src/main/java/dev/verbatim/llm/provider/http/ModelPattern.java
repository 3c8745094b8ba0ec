package dev.verbatim.llm.provider.http;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A model's name, or many: {@code *} stands for any characters, also none. */
record ModelPattern(String text, Pattern pattern) {
    static ModelPattern of(String text) {
        String regex = Arrays.stream(text.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return new ModelPattern(text, Pattern.compile(regex));
    }

    boolean isExact() {
        return !text.contains("*");
    }

    boolean matches(String model) {
        return pattern.matcher(model).matches();
    }
}
