package dev.verbatim.contract;

/**
 * The last time that an answer was begun anew after words of it had been seen.
 *
 * @param provider of the attempt that was given up
 * @param model of the attempt that followed
 * @param kept how many UTF-16 code units of the text stood
 */
public record Superseded(String provider, String model, int kept) {}
