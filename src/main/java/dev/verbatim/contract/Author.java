package dev.verbatim.contract;

/**
 * A person who acts in a room, as the token names them.
 *
 * @param userId the token's subject, unique within its tenant
 * @param name what others see
 */
public record Author(String userId, String name) {}
