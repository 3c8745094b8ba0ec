package dev.verbatim.contract;

import java.util.List;

/** Tokens that were taken back, in the order of their ids. */
public record Revocations(List<Revocation> revocations) {}
