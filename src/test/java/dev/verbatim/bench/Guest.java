package dev.verbatim.bench;

import java.io.IOException;

/** What one visitor does in its room, from the moment it has joined. On the load client's event loop. */
interface Guest {
    void joined(Visitor visitor);

    /**
     * A piece of an answer.
     *
     * @param frame valid during the call, the piece from {@code from} to {@code to}
     * @param nowMicros when it came, see {@link TokenText#nowMicros}
     */
    void text(byte[] frame, int from, int to, long nowMicros);

    /** Any other frame; valid during the call. */
    void event(byte[] frame, int length) throws IOException;

    /** The connection is gone. */
    void lost();
}
