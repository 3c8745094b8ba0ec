package dev.verbatim.contract;

/**
 * A place that each instance of a verticle has for itself.
 *
 * @param name what follows the instance's address
 * @param <T> what it carries
 */
public record InstanceTopic<T>(String name, Class<T> type) {
    /** The topic at one instance. */
    public Topic<T> at(String instance) {
        return new Topic<>(instance + '.' + name, type);
    }
}
