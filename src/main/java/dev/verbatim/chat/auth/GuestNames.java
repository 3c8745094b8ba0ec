package dev.verbatim.chat.auth;

import dev.verbatim.contract.Author;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/** Makes up guests: an id that nobody can guess and a name that people can remember. */
public final class GuestNames {
    private static final int ID_BYTES = 16;
    private static final List<String> MOODS = List.of(
            "Amber", "Brisk", "Calm", "Clever", "Gentle", "Golden", "Jolly", "Keen", "Lucky", "Mellow", "Quiet",
            "Silver", "Sunny", "Swift", "Velvet", "Witty");
    private static final List<String> ANIMALS = List.of(
            "Badger", "Crane", "Dolphin", "Falcon", "Finch", "Fox", "Hare", "Heron", "Lynx", "Marten", "Otter", "Owl",
            "Panda", "Raven", "Seal", "Wren");

    private final SecureRandom random;

    /** Names drawn from this source. */
    public GuestNames(SecureRandom random) {
        this.random = random;
    }

    /** Somebody new. */
    public Author next() {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        return new Author(Author.GUEST + HexFormat.of().formatHex(id), pick(MOODS) + ' ' + pick(ANIMALS));
    }

    private String pick(List<String> words) {
        return words.get(random.nextInt(words.size()));
    }
}
