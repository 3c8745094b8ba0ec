package dev.verbatim.contract;

/** Somebody as others see them. */
public record Person(String userId, String name) {}
