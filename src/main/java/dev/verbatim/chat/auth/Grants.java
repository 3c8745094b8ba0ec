package dev.verbatim.chat.auth;

import com.fasterxml.jackson.databind.JsonNode;
import dev.verbatim.contract.RoomKey;
import java.util.ArrayList;
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
 */
final class Grants {
    /** Names of scopes, and ids of rooms, in one token. */
    static final int MOST = 64;

    private static final int MAX_NAME = 256;
    private static final Set<String> WHO_SOMEBODY_IS =
            Set.of("openid", "profile", "email", "address", "phone", "offline_access");

    private Grants() {}

    /** What a token is good for; fails with {@link RuleBroken} where its claim is not what it must be, or there are two. */
    static Set<Scope> scopes(JsonNode claims) {
        boolean words = claims.has("scope");
        boolean list = claims.has("scopes");
        RuleBroken.unless(!words || !list, TokenRule.SCOPE, "there are both scope and scopes");
        if (!words && !list) {
            return Scope.OF_A_PERSON;
        }
        List<String> names = words ? words(claims.path("scope")) : texts(claims.path("scopes"), TokenRule.SCOPE);
        boolean sound =
                names.size() <= MOST && names.stream().allMatch(name -> !name.isEmpty() && name.length() <= MAX_NAME);
        RuleBroken.unless(sound, TokenRule.SCOPE, "the names of scopes are empty, too long or too many");
        return !names.isEmpty() && WHO_SOMEBODY_IS.containsAll(names) ? Scope.OF_A_PERSON : named(names);
    }

    /** The only rooms that a token is good for; null: any. Fails with {@link RuleBroken}. */
    static @Nullable Set<String> rooms(JsonNode claims) {
        if (!claims.has("rooms")) {
            return null;
        }
        List<String> rooms = texts(claims.path("rooms"), TokenRule.ROOMS);
        boolean sound = rooms.size() <= MOST && rooms.stream().allMatch(RoomKey::isValidRoomId);
        RuleBroken.unless(sound, TokenRule.ROOMS, "rooms are not at most " + MOST + " room ids");
        return Set.copyOf(rooms);
    }

    private static Set<Scope> named(List<String> names) {
        Set<Scope> known = names.stream()
                .map(Scope::ofWire)
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Scope.class)));
        return Collections.unmodifiableSet(known);
    }

    private static List<String> words(JsonNode claim) {
        RuleBroken.unless(claim.isTextual(), TokenRule.SCOPE, "scope is no text");
        String text = claim.textValue();
        return text.isEmpty() ? List.of() : List.of(text.split(" ", -1));
    }

    private static List<String> texts(JsonNode claim, TokenRule rule) {
        RuleBroken.unless(claim.isArray(), rule, "the claim is no list");
        List<String> texts = new ArrayList<>();
        for (JsonNode value : claim) {
            RuleBroken.unless(value.isTextual(), rule, "the claim is no list of texts");
            texts.add(value.textValue());
        }
        return texts;
    }
}
