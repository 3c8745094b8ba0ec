package dev.verbatim.llm.provider.http;

import dev.verbatim.llm.provider.CallRecorder;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramPacket;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.dns.AddressResolverOptions;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A name server on loopback that says nothing, that it knows no name, or that every name is loopback's. */
final class NameServer implements AutoCloseable {
    /** How it answers. */
    enum Mood {
        SILENT,
        KNOWS_NONE,
        KNOWS_ALL
    }

    private static final int HEADER = 12;
    private static final int TYPE_A = 1;
    private static final byte[] LOOPBACK = {(byte) 0xC0, 0x0C, 0, TYPE_A, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 1};

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger asked = new AtomicInteger();
    private final Mood mood;
    private final DatagramSocket socket;

    NameServer(Mood mood) {
        this.mood = mood;
        socket = vertx.createDatagramSocket().handler(this::answer);
        CallRecorder.await(socket.listen(0, "127.0.0.1"));
    }

    private void answer(DatagramPacket packet) {
        asked.incrementAndGet();
        if (mood != Mood.SILENT) {
            Buffer answer = answerTo(packet.data());
            socket.send(answer, packet.sender().port(), packet.sender().host());
        }
    }

    /** The question again with an answer after it (RFC 1035, section 4); without the records that may follow the question. */
    private Buffer answerTo(Buffer query) {
        int end = HEADER;
        while (query.getByte(end) != 0) {
            end += 1 + query.getUnsignedByte(end);
        }
        int type = query.getUnsignedShort(end + 1);
        boolean known = mood == Mood.KNOWS_ALL && type == TYPE_A;
        Buffer answer = query.getBuffer(0, end + 5)
                .setByte(2, (byte) 0x81)
                .setByte(3, (byte) (mood == Mood.KNOWS_NONE ? 0x83 : 0x80))
                .setUnsignedShort(6, known ? 1 : 0)
                .setUnsignedShort(8, 0)
                .setUnsignedShort(10, 0);
        return known ? answer.appendBytes(LOOPBACK) : answer;
    }

    /** A Vert.x that asks this server for every name, and patiently. */
    Vertx client() {
        AddressResolverOptions resolver = new AddressResolverOptions()
                .setServers(List.of("127.0.0.1:" + socket.localAddress().port()))
                .setSearchDomains(List.of())
                .setQueryTimeout(20_000);
        return Vertx.vertx(new VertxOptions().setAddressResolverOptions(resolver));
    }

    /** Questions so far. */
    int asked() {
        return asked.get();
    }

    @Override
    public void close() {
        CallRecorder.await(vertx.close());
    }
}
