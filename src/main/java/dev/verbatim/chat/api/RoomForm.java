package dev.verbatim.chat.api;

import dev.verbatim.contract.OnCut;
import dev.verbatim.contract.OnEmpty;
import dev.verbatim.contract.PromptStrategy;
import dev.verbatim.contract.RoomDetails;
import dev.verbatim.contract.RoomKey;
import dev.verbatim.contract.RoomOptions;
import dev.verbatim.contract.TurnPolicy;
import dev.verbatim.contract.Visibility;
import io.vertx.ext.web.RoutingContext;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a request says of a room. A field that is null or not there has its default: for a new room, and where a change names it.
 *
 * @param id null where the request says none
 * @param name null where the request says none
 * @param fields the names that are there, without the id
 */
record RoomForm(
        @Nullable String id, @Nullable String name, Visibility visibility, RoomOptions options, List<String> fields) {
    private static final String ID = "id";
    private static final String NAME = "name";
    private static final int MAX_NAME = 200;
    private static final int MAX_PROMPT = 32_768;
    private static final int MAX_MODELS = 8;
    private static final int MAX_MODEL = 128;
    private static final Set<String> CHANGEABLE = Set.of(
            NAME,
            "visibility",
            "systemPrompt",
            "models",
            "maxOutputTokens",
            "temperature",
            "onEmpty",
            "onCut",
            "prompt",
            "turns");

    /** For a new room. */
    static RoomForm ofNew(RoutingContext context) {
        Set<String> known = new HashSet<>(CHANGEABLE);
        known.add(ID);
        RequestBody body = RequestBody.of(context, known);
        String id = body.text(ID, Integer.MAX_VALUE);
        if (id != null && !RoomKey.isValidRoomId(id)) {
            throw RequestBody.bad(ID, "must be 1 to 64 of A-Z a-z 0-9 . _ -");
        }
        return of(id, body);
    }

    /** For a change of some fields. */
    static RoomForm ofChange(RoutingContext context) {
        RoomForm form = of(null, RequestBody.of(context, CHANGEABLE));
        if (form.fields.contains(NAME) && form.name == null) {
            throw RequestBody.bad(NAME, "must be there");
        }
        return form;
    }

    private static RoomForm of(@Nullable String id, RequestBody body) {
        RoomOptions options = new RoomOptions(
                body.visibleText("systemPrompt", MAX_PROMPT),
                body.names("models", MAX_MODELS, MAX_MODEL),
                body.positive("maxOutputTokens"),
                body.number("temperature", 0, 2),
                orElse(body.constant("onEmpty", OnEmpty.class), RoomOptions.DEFAULT.onEmpty()),
                orElse(body.constant("onCut", OnCut.class), RoomOptions.DEFAULT.onCut()),
                orElse(body.constant("prompt", PromptStrategy.class), RoomOptions.DEFAULT.prompt()),
                orElse(body.constant("turns", TurnPolicy.class), RoomOptions.DEFAULT.turns()));
        Visibility visibility = orElse(body.constant("visibility", Visibility.class), Visibility.PRIVATE);
        List<String> fields = body.names().stream().filter(CHANGEABLE::contains).toList();
        return new RoomForm(id, body.shownName(NAME, MAX_NAME), visibility, options, fields);
    }

    private static <T> T orElse(@Nullable T value, T otherwise) {
        return Objects.requireNonNullElse(value, otherwise);
    }

    /** The id that is said, else a new one. */
    String idOrNew() {
        return id == null ? UUID.randomUUID().toString() : id;
    }

    /** With a name in any case. */
    RoomDetails details(String roomId) {
        return new RoomDetails(name == null ? roomId : name, visibility, options);
    }
}
