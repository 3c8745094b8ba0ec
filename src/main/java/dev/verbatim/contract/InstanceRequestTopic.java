package dev.verbatim.contract;

/**
 * A question that each instance of a verticle answers for itself.
 *
 * @param name what follows the instance's address
 * @param <Q> what is asked
 * @param <A> what is answered
 */
public record InstanceRequestTopic<Q, A>(String name, Class<Q> question, Class<A> answer) {
    /** The question at one instance; {@code not_found} where that instance is gone. */
    public RequestTopic<Q, A> at(String instance) {
        return new RequestTopic<>(instance + '.' + name, question, answer, FailureCode.NOT_FOUND);
    }
}
