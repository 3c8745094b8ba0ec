package dev.verbatim.contract;

/**
 * A place on the event bus that answers.
 *
 * @param unanswered what it means that nobody serves it or that no answer comes in time
 * @param <Q> what is asked
 * @param <A> what is answered
 */
public record RequestTopic<Q, A>(String address, Class<Q> question, Class<A> answer, FailureCode unanswered) {
    /**
     * The same question at one of its partitions: all questions about a room go to one consumer, so that they stay in order.
     *
     * @param partition 0 to {@link Topics#PARTITIONS} - 1
     */
    public RequestTopic<Q, A> partition(int partition) {
        return new RequestTopic<>(address + '.' + partition, question, answer, unanswered);
    }

    /** The partition that a room's questions go to. */
    public RequestTopic<Q, A> of(RoomKey room) {
        return partition(Topics.partitionOf(room));
    }
}
