package dev.verbatim.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** An old lobby and many rooms, made by SQL in one go. */
public final class AgedRooms {
    private AgedRooms() {}

    /**
     * The statements, each ended by a semicolon; for a superuser.
     *
     * @param known questions that the lobby of tenant {@code main} has had already, each answered by at most two attempts
     * @param questions that it has then, each answered
     * @param rooms further rooms {@code room-1} …, each with one question and its answer
     */
    public static String script(int known, int questions, int rooms) {
        try (InputStream text = Objects.requireNonNull(AgedRooms.class.getResourceAsStream("/aged.sql"))) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("$known", Integer.toString(known))
                    .replace("$questions", Integer.toString(questions))
                    .replace("$rooms", Integer.toString(rooms));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
