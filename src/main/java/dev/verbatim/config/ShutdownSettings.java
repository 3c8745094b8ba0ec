package dev.verbatim.config;

/**
 * How the process leaves.
 *
 * @param drainMs how long running replies may go on after SIGTERM
 */
public record ShutdownSettings(long drainMs) {}
