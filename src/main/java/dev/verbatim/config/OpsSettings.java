package dev.verbatim.config;

/** Health and metrics, on a port of their own. */
public record OpsSettings(String host, int port) {}
