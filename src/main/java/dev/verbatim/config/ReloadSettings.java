package dev.verbatim.config;

/**
 * How the catalogue and the keys are read again while the gateway runs.
 *
 * @param checkMs how often their files are looked at for changes; 0: never, only on request
 */
public record ReloadSettings(long checkMs) {}
