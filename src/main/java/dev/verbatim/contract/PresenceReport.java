package dev.verbatim.contract;

import java.util.List;

/**
 * What a chat verticle tells the others about once a second, while anybody looks at anything through it. Kept by nobody longer than it is heard from.
 *
 * @param instance its address
 * @param number 0 where it watched nothing before, then one more each time: a hole is seen
 * @param rooms those of which there is something to say
 */
public record PresenceReport(String instance, long number, List<RoomPresence> rooms) {}
