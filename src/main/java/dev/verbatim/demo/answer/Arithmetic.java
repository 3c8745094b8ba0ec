package dev.verbatim.demo.answer;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds a sum in a message ("What is (3 + 4) × 2?", "12 더하기 7") and works it out exactly, divisions to 16 digits.
 *
 * <p>Dates, telephone numbers and "24/7" are left alone unless the message asks for a result. At most 200 characters.
 */
final class Arithmetic {

    /**
     * A sum as it was found.
     *
     * @param result null when it divides by zero
     */
    record Sum(String expression, @Nullable String result) {}

    private static final String NUMBER = "\\d{1,15}(?:[.]\\d{1,10})?";
    private static final String OPERATOR = "[-+*/]";
    private static final Pattern EXPRESSION = Pattern.compile("(?<![\\w.])[-(]{0,9}" + NUMBER + "(?:[ )]{0,9}"
            + OPERATOR + "[ (]{0,9}-?" + NUMBER + "){1,40}+[)]{0,9}(?![\\w.]*\\w)");
    private static final Pattern UNSPACED = Pattern.compile("[\\d.]+(?:[-/][\\d.]+)+");
    private static final Pattern ASKS =
            Pattern.compile("(?i)what(?:'s|’s| is)|how much|calculate|compute|solve|=|계산|얼마|몇|답");
    private static final Pattern THOUSANDS = Pattern.compile("(?<=\\d),(?=\\d{3}(?!\\d))");
    private static final int LONGEST = 200;

    private final String expression;
    private int position;

    private Arithmetic(String expression) {
        this.expression = expression.replace(" ", "");
    }

    /** The first sum of a message, or null. */
    static @Nullable Sum in(String message) {
        String plain = withSigns(Quote.cut(message, LONGEST));
        Matcher matcher = EXPRESSION.matcher(plain);
        if (!matcher.find()) {
            return null;
        }
        String found = matcher.group().strip();
        boolean looksLikeDate = UNSPACED.matcher(found).matches();
        boolean asked = ASKS.matcher(plain).find() || plain.strip().equals(found);
        return looksLikeDate && !asked ? null : evaluate(found);
    }

    private static String withSigns(String text) {
        return THOUSANDS
                .matcher(text)
                .replaceAll("")
                .replaceAll("(?i)\\bplus\\b|더하기", "+")
                .replaceAll("(?i)\\bminus\\b|빼기|−", "-")
                .replaceAll("(?i)\\b(?:times|multiplied by)\\b|곱하기|×|(?<=\\d) ?x ?(?=\\d)", "*")
                .replaceAll("(?i)\\bdivided by\\b|나누기|÷", "/");
    }

    private static @Nullable Sum evaluate(String found) {
        Arithmetic reader = new Arithmetic(found);
        try {
            BigDecimal value = reader.sum();
            boolean readAll = reader.position == reader.expression.length();
            return readAll ? new Sum(found, written(value)) : null;
        } catch (ArithmeticException divisionByZero) {
            return new Sum(found, null);
        } catch (NumberFormatException unbalanced) {
            return null;
        }
    }

    private static String written(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }

    private BigDecimal sum() {
        BigDecimal value = product();
        while (true) {
            if (accept('+')) {
                value = value.add(product());
            } else if (accept('-')) {
                value = value.subtract(product());
            } else {
                return value;
            }
        }
    }

    private BigDecimal product() {
        BigDecimal value = factor();
        while (true) {
            if (accept('*')) {
                value = value.multiply(factor());
            } else if (accept('/')) {
                value = value.divide(factor(), MathContext.DECIMAL64);
            } else {
                return value;
            }
        }
    }

    private BigDecimal factor() {
        if (accept('-')) {
            return factor().negate();
        }
        if (accept('(')) {
            BigDecimal value = sum();
            if (!accept(')')) {
                throw new NumberFormatException("unbalanced");
            }
            return value;
        }
        return number();
    }

    private BigDecimal number() {
        int start = position;
        while (position < expression.length() && isDigit(expression.charAt(position))) {
            position++;
        }
        return new BigDecimal(expression.substring(start, position));
    }

    private static boolean isDigit(char c) {
        return (c >= '0' && c <= '9') || c == '.';
    }

    private boolean accept(char wanted) {
        boolean found = position < expression.length() && expression.charAt(position) == wanted;
        position += found ? 1 : 0;
        return found;
    }
}
