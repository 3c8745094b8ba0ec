package dev.verbatim.chat.auth;

import dev.verbatim.contract.RoomKey;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a token allows: names of scopes as one text (RFC 8693 4.2, split by single spaces) or as a list, and a list of room ids.
 * Stateless, any thread.
 *
 * <p>Names that are not ours are passed over. A token whose only names are those of OpenID Connect says who somebody is and nothing of what they
 * may do: it is a person's, as one without the claim is. An empty claim allows nothing.
 *
 * @param rooms null: any
 */
record Grants(Set<Scope> scopes, @Nullable Set<String> rooms) {
    /** Names of scopes, and ids of rooms, in one token. */
    static final int MOST = 64;

    private static final int MAX_NAME = 256;
    private static final Set<String> WHO_SOMEBODY_IS =
            Set.of("openid", "profile", "email", "address", "phone", "offline_access");

    /** The grants; null where a claim is not what it must be, or both claims of scopes are there. */
    static @Nullable Grants of(JsonObject claims) {
        boolean twice = claims.containsKey("scope") && claims.containsKey("scopes");
        List<String> names = claims.containsKey("scopes") ? texts(claims, "scopes") : words(claims);
        List<String> rooms = claims.containsKey("rooms") ? texts(claims, "rooms") : List.of();
        if (twice || names == null || rooms == null || !rooms.stream().allMatch(RoomKey::isValidRoomId)) {
            return null;
        }
        boolean person = !claims.containsKey("scope") && !claims.containsKey("scopes");
        return new Grants(
                person || saysOnlyWho(names) ? Scope.OF_A_PERSON : named(names),
                claims.containsKey("rooms") ? Set.copyOf(rooms) : null);
    }

    private static boolean saysOnlyWho(List<String> names) {
        return !names.isEmpty() && WHO_SOMEBODY_IS.containsAll(names);
    }

    private static Set<Scope> named(List<String> names) {
        Set<Scope> known = names.stream()
                .map(Scope::ofWire)
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Scope.class)));
        return Collections.unmodifiableSet(known);
    }

    private static @Nullable List<String> words(JsonObject claims) {
        Object value = claims.getValue("scope", "");
        if (!(value instanceof String text)) {
            return null;
        }
        return text.isEmpty() ? List.of() : bounded(List.of(text.split(" ", -1)));
    }

    private static @Nullable List<String> texts(JsonObject claims, String name) {
        if (!(claims.getValue(name) instanceof JsonArray array)
                || !array.stream().allMatch(String.class::isInstance)) {
            return null;
        }
        return bounded(array.stream().map(String.class::cast).toList());
    }

    private static @Nullable List<String> bounded(List<String> names) {
        boolean sound =
                names.size() <= MOST && names.stream().allMatch(name -> !name.isEmpty() && name.length() <= MAX_NAME);
        return sound ? names : null;
    }
}
