package dev.verbatim.contract;

/**
 * One number of a verticle instance.
 *
 * @param name the meter's, with dots
 * @param label of its one label; empty: none
 * @param labelValue of a closed set; never a user, a room or a word of theirs
 * @param total it only grows, since the instance began; else it is how things stand
 * @param value in base units (seconds, bytes, counts)
 */
public record Reading(String name, String label, String labelValue, boolean total, double value) {
    /** How something stands. */
    public static Reading level(String name, double value) {
        return new Reading(name, "", "", false, value);
    }

    /** What there has been so far. */
    public static Reading total(String name, double value) {
        return new Reading(name, "", "", true, value);
    }

    /** The same number, told apart from others of its name. */
    public Reading of(String otherLabel, String otherValue) {
        return new Reading(name, otherLabel, otherValue, total, value);
    }
}
