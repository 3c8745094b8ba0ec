package dev.verbatim.config;

/**
 * The provider without a model.
 *
 * @param presence when it runs
 * @param tokensPerSecond 0: as fast as it can
 */
public record DemoProviderSettings(Presence presence, int tokensPerSecond) {
    /** When the demo provider runs. */
    public enum Presence {
        /** Where no other provider can answer. */
        AUTO,
        ALWAYS,
        NEVER
    }
}
