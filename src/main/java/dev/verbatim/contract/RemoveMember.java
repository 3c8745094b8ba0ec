package dev.verbatim.contract;

/**
 * Ends a membership. Answered with the {@link Member} that was; {@code not_found} also where they were none, {@code forbidden}, {@code conflict}
 * for the last owner.
 */
public record RemoveMember(RoomKey room, Author author, String userId) {}
