package dev.verbatim.contract;

import java.util.List;

/** Those who may read a room. */
public record Readers(List<String> userIds) {}
