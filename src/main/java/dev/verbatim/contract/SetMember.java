package dev.verbatim.contract;

import org.jspecify.annotations.Nullable;

/**
 * Makes somebody a member, or another kind of member. Answered with {@link Member}; {@code not_found}, {@code forbidden}, {@code conflict} where
 * the last owner would go, {@code limit_exceeded} beyond 1,000 members.
 *
 * @param name what others see; null: as before, else as they last called themselves, else the user id
 */
public record SetMember(
        RoomKey room,
        Author author,
        String userId,
        @Nullable String name,
        MemberRole role) {}
