package dev.verbatim.config;

import java.nio.file.Path;

/**
 * TLS of the public port.
 *
 * @param certificate PEM, the own one first
 * @param key PEM, PKCS 8
 * @param checkMs how often the files are looked at; new ones serve new connections
 */
public record TlsSettings(Path certificate, Path key, long checkMs) {}
