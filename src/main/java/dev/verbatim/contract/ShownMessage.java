package dev.verbatim.contract;

import java.util.UUID;

/**
 * A message as a request to a model held it: whole, with nothing of it here.
 *
 * @param tokens of its text alone
 * @param counted whether somebody counted them; else four bytes of UTF-8 are taken for one
 */
public record ShownMessage(UUID messageId, int tokens, boolean counted) {}
