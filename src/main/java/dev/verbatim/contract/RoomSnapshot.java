package dev.verbatim.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A room at one revision, read in one statement.
 *
 * @param details what its owners say of it
 * @param recovered false: the client must drop what it has, these are the newest messages
 * @param messages ended ones only, by seq; never a part of what was missed
 * @param more older messages exist than these
 * @param replies every open reply
 * @param role of the one who asked; null: a public room's guest, who may write
 * @param readSeq how far the one who asked has read; null: nobody knows
 * @param created whether this question has made the room
 */
public record RoomSnapshot(
        RoomDetails details,
        long seq,
        long rev,
        boolean recovered,
        List<ChatMessage> messages,
        boolean more,
        List<Member> members,
        List<OpenReply> replies,
        @Nullable MemberRole role,
        @Nullable Long readSeq,
        boolean created) {}
