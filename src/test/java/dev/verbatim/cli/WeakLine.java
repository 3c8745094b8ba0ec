package dev.verbatim.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A line to a server that a test can cut; it can be dialled again. */
final class WeakLine implements AutoCloseable {
    private final ServerSocket listening;
    private final URI server;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    WeakLine(URI server) throws IOException {
        this.server = server;
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + listening.getLocalPort();
    }

    /** Ends every connection that is open now. */
    void cut() {
        List<Socket> open = List.copyOf(sockets);
        sockets.removeAll(open);
        open.forEach(WeakLine::close);
    }

    @Override
    public void close() throws IOException {
        listening.close();
        cut();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                Socket upstream = new Socket(server.getHost(), server.getPort());
                sockets.addAll(List.of(client, upstream));
                daemon(() -> copy(client, upstream));
                daemon(() -> copy(upstream, client));
            }
        } catch (IOException closed) {
            cut();
        }
    }

    private static void copy(Socket from, Socket to) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException cut) {
            close(from);
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException("A socket that cannot be closed", e);
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "weak-line");
        thread.setDaemon(true);
        thread.start();
    }
}
