package dev.verbatim.contract;

/**
 * A person who acts in a room, as the token names them.
 *
 * @param userId the token's subject, unique within its tenant
 * @param name what others see
 * @param operator acts as an owner of every room of the tenant
 */
public record Author(String userId, String name, boolean operator) {
    /** What the ids of guests begin with; a token of somebody else's making that names such a user makes a guest of them. */
    public static final String GUEST = "guest-";

    /** Somebody with no more than their own rights. */
    public Author(String userId, String name) {
        this(userId, name, false);
    }

    /** Whether this is somebody whom the gateway made up. */
    public boolean isGuest() {
        return userId.startsWith(GUEST);
    }
}
