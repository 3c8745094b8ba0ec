package dev.verbatim.chat.audit;

/**
 * Who is behind an event, as far as it is known.
 *
 * @param address whose connection it is
 * @param tenant empty: not known
 * @param user empty: not known
 * @param room the id of the room that it is about; empty: none
 * @param operator somebody with the operator's rights: what they do is written down however much it is
 */
public record Actor(String address, String tenant, String user, String room, boolean operator) {}
