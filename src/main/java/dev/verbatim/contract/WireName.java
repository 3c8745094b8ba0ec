package dev.verbatim.contract;

/** An enum constant that travels: its name on the wire is its Java name in lower case. */
public interface WireName {
    /** The constant's Java name, as every enum has it. */
    String name();

    /** The name in JSON, for example {@code content_filter}. */
    default String wire() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
