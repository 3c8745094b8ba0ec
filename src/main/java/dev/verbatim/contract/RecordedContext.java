package dev.verbatim.contract;

/** What an attempt's request holds is committed. */
public record RecordedContext(int attempt) {}
