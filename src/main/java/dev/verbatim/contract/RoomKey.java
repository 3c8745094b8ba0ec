package dev.verbatim.contract;

/**
 * The full name of a room: ids of two tenants never meet.
 *
 * @param tenant the tenant claim of the token that is acting, {@code main} where it has none
 * @param roomId 1 to 64 of {@code [A-Za-z0-9._-]}, see {@link #isValidRoomId}
 */
public record RoomKey(String tenant, String roomId) {
    private static final int MAX_LENGTH = 64;

    /** Whether a room id that came from outside may be used at all. */
    public static boolean isValidRoomId(String roomId) {
        if (roomId.isEmpty() || roomId.length() > MAX_LENGTH) {
            return false;
        }
        return roomId.chars().allMatch(RoomKey::isAllowed);
    }

    private static boolean isAllowed(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '_'
                || c == '-';
    }

    @Override
    public String toString() {
        return tenant + "/" + roomId;
    }
}
