package dev.verbatim.chat;

import dev.verbatim.testing.Patience;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A TCP connection on which a test may say anything, byte by byte, and a WebSocket without manners (RFC 6455 §5.2). */
final class RawSocket implements AutoCloseable {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    static final int FIN = 0x80;
    private static final int MASKED = 0x80;
    private static final int SMALL_BUFFER = 4096;
    private static final int LARGE_BUFFER = 1 << 17;
    private static final int NO_CODE = 1005;

    /** What came: its first byte's lower half, and what it carries. */
    record Frame(int opcode, byte[] payload) {
        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }
    }

    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: (\\d+)\r\n");

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    private RawSocket(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    static RawSocket connect(int port) {
        return connect(port, "127.0.0.1");
    }

    /** From this address of loopback. */
    static RawSocket connect(int port, String from) {
        return connect(port, from, SMALL_BUFFER);
    }

    private static RawSocket connect(int port, String from, int bufferBytes) {
        try {
            Socket socket = new Socket();
            socket.setReceiveBufferSize(bufferBytes);
            socket.setSoTimeout((int) Patience.MS);
            socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return new RawSocket(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A WebSocket at this path, whose handshake brought the token of this user. */
    static RawSocket upgraded(ChatNode node, String path, String userId) {
        return upgraded(connect(node.port()), path, userId);
    }

    /** The same, with room in the kernel for all that the server says to somebody who does not read. */
    static RawSocket upgradedWithRoom(ChatNode node, String path, String userId) {
        return upgraded(connect(node.port(), "127.0.0.1", LARGE_BUFFER), path, userId);
    }

    private static RawSocket upgraded(RawSocket socket, String path, String userId) {
        String head = socket.ask(handshake(path, List.of("Authorization: Bearer " + ChatNode.token(userId))));
        if (!head.startsWith("HTTP/1.1 101 ")) {
            throw new AssertionError(head);
        }
        return socket;
    }

    /** The bytes of a handshake that is in order, with more headers. */
    static String handshake(String path, List<String> more) {
        StringBuilder head = new StringBuilder(
                "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
                        + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
        more.forEach(header -> head.append(header).append("\r\n"));
        return head.append("\r\n").toString();
    }

    /** Sends it all; false: the other side is gone. */
    boolean offer(byte[] bytes) {
        try {
            out.write(bytes);
            return true;
        } catch (SocketException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void send(String text) {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(byte[] bytes) {
        if (!offer(bytes)) {
            throw new AssertionError("The other side is gone");
        }
    }

    /** Sends a request and reads the head of its answer. */
    String ask(String request) {
        send(request);
        return head();
    }

    /** What comes up to the next empty line; empty where the other side ended it first. */
    String head() {
        StringBuilder head = new StringBuilder();
        try {
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    return "";
                }
                head.append((char) next);
            }
        } catch (SocketException e) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return head.toString();
    }

    /** The body of the next answer, whose length is named or that comes as one chunk and is read to its end. */
    String body() {
        String head = head();
        Matcher length = LENGTH.matcher(head);
        try {
            if (length.find()) {
                return new String(in.readNBytes(Integer.parseInt(length.group(1))), StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        StringBuilder body = new StringBuilder();
        for (String size = line(); size != null && !size.strip().equals("0"); size = line()) {
            body.append(line()).append('\n');
            line();
        }
        line();
        return body.toString();
    }

    /** What comes up to the next line feed; null: the other side ended it. */
    @org.jspecify.annotations.Nullable
    String line() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next == '\n') {
                    return line.toString(StandardCharsets.UTF_8);
                }
                line.write(next);
            }
            return null;
        } catch (SocketException e) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the other side ends it; whatever comes before is passed over. */
    boolean isEnded() {
        try {
            byte[] passedOver = new byte[SMALL_BUFFER];
            int read = 0;
            while (read >= 0) {
                read = in.read(passedOver);
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The bytes of a frame as a client must send it. */
    static byte[] frame(int opcode, byte[] payload) {
        return frame(FIN | opcode, true, payload);
    }

    static byte[] frame(int opcode, String payload) {
        return frame(opcode, payload.getBytes(StandardCharsets.UTF_8));
    }

    /** The bytes of a frame; the first is given as it is. */
    static byte[] frame(int first, boolean masked, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
        frame.put((byte) first);
        int mask = masked ? MASKED : 0;
        if (payload.length < 126) {
            frame.put((byte) (mask | payload.length));
        } else if (payload.length < 1 << 16) {
            frame.put((byte) (mask | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (mask | 127)).putLong(payload.length);
        }
        if (masked) {
            // A mask of zeros leaves the payload as it is.
            frame.putInt(0);
        }
        frame.put(payload);
        byte[] bytes = new byte[frame.position()];
        frame.flip().get(bytes);
        return bytes;
    }

    /** The next frame of the server. */
    Frame next() {
        try {
            return read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Frame read() throws IOException {
        int opcode = in.readUnsignedByte() & 0xF;
        int length = in.readUnsignedByte() & 0x7F;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = Math.toIntExact(in.readLong());
        }
        return new Frame(opcode, in.readNBytes(length));
    }

    /** The next of the server's frames whose event is this, SockJS's letters taken off. */
    JsonObject next(String event) {
        while (true) {
            for (JsonObject frame : JsonFrames.of(next())) {
                if (event.equals(frame.getString("event"))) {
                    return frame;
                }
            }
        }
    }

    /** The code that the server closes with, whatever it says before; 0 where it ends without one. */
    int closeCode() {
        try {
            Frame frame = read();
            while (frame.opcode() != CLOSE) {
                frame = read();
            }
            return frame.payload().length < 2
                    ? NO_CODE
                    : ByteBuffer.wrap(frame.payload()).getShort();
        } catch (EOFException | SocketException e) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
