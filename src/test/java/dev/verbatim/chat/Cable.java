package dev.verbatim.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** A TCP client of its own process whose cable can be pulled: from then on it neither says nor acknowledges anything, and does not close. */
final class Cable implements AutoCloseable {
    private final Process process;
    private final OutputStream orders;
    private final BufferedReader answers;

    private Cable(Process process) {
        this.process = process;
        this.orders = process.getOutputStream();
        this.answers = process.inputReader(StandardCharsets.US_ASCII);
    }

    static Cable to(int port) {
        try {
            return new Cable(new ProcessBuilder("perl", "src/test/perl/cable.pl", Integer.toString(port))
                    .redirectError(Redirect.INHERIT)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Cable send(byte[] bytes) {
        order("send " + HexFormat.of().formatHex(bytes));
        return this;
    }

    Cable send(String text) {
        return send(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Sends it unless the other side has ended it. */
    boolean offers(byte[] bytes) {
        return isDone("send " + HexFormat.of().formatHex(bytes));
    }

    /** Whether this text comes before the other side ends it. */
    boolean hears(String text) {
        return isDone("hear " + HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII)));
    }

    void pull() {
        order("pull");
    }

    private void order(String order) {
        assertThat(isDone(order)).as(order).isTrue();
    }

    /** A client that cannot do it ends. */
    private boolean isDone(String order) {
        try {
            orders.write((order + '\n').getBytes(StandardCharsets.US_ASCII));
            orders.flush();
            return order.equals(answers.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
