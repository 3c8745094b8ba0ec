package dev.verbatim.boot.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the catalogue's fields by type and collects what is wrong with them, one line each. Not thread-safe. */
final class CatalogueFields {
    private static final BigDecimal PICO_PER_TOKEN = BigDecimal.valueOf(1_000_000);
    private static final BigDecimal MAX_PRICE = BigDecimal.valueOf(1_000_000);

    private final List<String> mistakes = new ArrayList<>();
    private final SourceLines lines;

    CatalogueFields(SourceLines lines) {
        this.lines = lines;
    }

    List<String> mistakes() {
        return mistakes;
    }

    void mistake(String at, String what) {
        mistakes.add(lines.at(at) + at + ": " + what);
    }

    void only(JsonNode node, String at, String... known) {
        if (!node.isObject()) {
            mistake(at, "not an object");
        }
        node.fieldNames().forEachRemaining(name -> {
            if (!List.of(known).contains(name)) {
                mistake(path(at, name), "there is no such field");
            }
        });
    }

    JsonNode list(JsonNode node, String at, String field) {
        JsonNode list = node.path(field);
        if (!list.isArray() || list.isEmpty()) {
            mistake(path(at, field), "missing, or not a list of at least one");
        }
        return list;
    }

    String text(JsonNode node, String at, String field) {
        JsonNode value = node.path(field);
        if (!value.isTextual() || value.textValue().isBlank()) {
            mistake(path(at, field), "missing");
            return "";
        }
        return value.textValue();
    }

    @Nullable
    String optionalText(JsonNode node, String at, String field) {
        JsonNode value = node.path(field);
        return value.isMissingNode() || value.isNull() ? null : text(node, at, field);
    }

    List<String> texts(JsonNode node, String at, String field) {
        List<String> texts = new ArrayList<>();
        for (JsonNode value : list(node, at, field)) {
            if (value.isTextual() && !value.textValue().isBlank()) {
                texts.add(value.textValue());
            } else {
                mistake(path(at, field), "holds something that is not a name");
            }
        }
        return List.copyOf(texts);
    }

    /** One text or a list of them; empty where there is none. */
    List<String> optionalTexts(JsonNode node, String at, String field) {
        if (node.path(field).isArray()) {
            return texts(node, at, field);
        }
        String one = optionalText(node, at, field);
        return one == null ? List.of() : List.of(one);
    }

    String oneOf(JsonNode node, String at, String field, String... words) {
        String text = text(node, at, field);
        if (!text.isEmpty() && !List.of(words).contains(text)) {
            mistake(path(at, field), "'" + text + "' is none of " + String.join(", ", words));
        }
        return text;
    }

    /** False where nothing is said. */
    boolean flag(JsonNode node, String at, String field) {
        JsonNode value = node.path(field);
        if (!value.isMissingNode() && !value.isBoolean()) {
            mistake(at + "." + field, "is not true or false");
        }
        return value.asBoolean(false);
    }

    int integer(JsonNode node, String at, String field, int max) {
        JsonNode value = node.path(field);
        if (!value.isIntegralNumber() || value.longValue() < 1 || value.longValue() > max) {
            mistake(path(at, field), "not a whole number from 1 to " + max);
            return 1;
        }
        return value.intValue();
    }

    String date(JsonNode node, String field) {
        String text = text(node, "", field);
        try {
            return text.isEmpty() ? text : LocalDate.parse(text).toString();
        } catch (DateTimeParseException e) {
            mistake(field, "'" + text + "' is not a date like 2026-01-31");
            return text;
        }
    }

    /** USD per million tokens as a decimal string, in pico-USD per token: six decimals are exact, more are a mistake. */
    long picoUsd(JsonNode node, String at, String field) {
        String text = text(node, at, field);
        try {
            BigDecimal usd = text.isEmpty() ? BigDecimal.ZERO : new BigDecimal(text);
            if (usd.signum() >= 0 && usd.compareTo(MAX_PRICE) <= 0) {
                return usd.multiply(PICO_PER_TOKEN).longValueExact();
            }
        } catch (ArithmeticException | NumberFormatException e) {
            // Reported below, together with what is out of range.
        }
        mistake(path(at, field), "'" + text + "' is not USD per million tokens with at most six decimals");
        return 0;
    }

    /** An address of a provider; user, password, query and fragment have no place in it. */
    String url(String text, String at) {
        try {
            URI uri = new URI(text);
            boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            boolean plain = uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null;
            if (web && plain && uri.getHost() != null) {
                return text;
            }
        } catch (URISyntaxException e) {
            // Reported below; the text is not shown, as it may hold a password.
        }
        mistake(at, "not an address like https://api.example.com/v1");
        return "";
    }

    private static String path(String at, String field) {
        return at.isEmpty() ? field : at + "." + field;
    }
}
