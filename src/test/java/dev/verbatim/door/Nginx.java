package dev.verbatim.door;

import dev.verbatim.testing.Certificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A real nginx before a gateway, with the example of {@code conf/nginx.conf} in which only names and ports are changed. */
final class Nginx implements AutoCloseable {
    private static final List<String> PLACES = List.of("/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx");

    private final Process process;
    private final int port;
    private final Path folder;

    private Nginx(Process process, int port, Path folder) {
        this.process = process;
        this.port = port;
        this.folder = folder;
    }

    static boolean isInstalled() {
        return PLACES.stream().map(Path::of).anyMatch(Files::isExecutable);
    }

    static Nginx before(URI gateway) {
        try {
            Path folder = Files.createTempDirectory("nginx-");
            Certificate.of("dns:localhost,ip:127.0.0.1").writeTo(folder);
            int port = freePort();
            Files.writeString(folder.resolve("verbatim.conf"), example(folder, port, gateway.getPort()));
            Files.writeString(folder.resolve("nginx.conf"), around(folder));
            Process process = new ProcessBuilder(
                            PLACES.stream()
                                    .filter(place -> Files.isExecutable(Path.of(place)))
                                    .findFirst()
                                    .orElseThrow(),
                            "-p",
                            folder.toString(),
                            "-c",
                            folder.resolve("nginx.conf").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("output.log").toFile())
                    .start();
            Nginx nginx = new Nginx(process, port, folder);
            Awaitility.await().until(nginx::answers);
            return nginx;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static String example(Path folder, int port, int gatewayPort) throws IOException {
        return Files.readString(Path.of("conf", "nginx.conf"))
                .replace("listen 443 ssl", "listen 127.0.0.1:" + port + " ssl")
                .replace("server_name chat.example.com", "server_name localhost")
                .replace("/etc/ssl/verbatim", folder.toString())
                .replace("server 127.0.0.1:8080", "server 127.0.0.1:" + gatewayPort);
    }

    private static String around(Path folder) {
        StringBuilder conf = new StringBuilder(
                "daemon off;\nerror_log stderr;\npid " + folder + "/pid;\nevents {}\nhttp {\naccess_log off;\n");
        Stream.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
                .forEach(each -> conf.append(each)
                        .append("_temp_path ")
                        .append(folder)
                        .append('/')
                        .append(each)
                        .append(";\n"));
        return conf.append("include ")
                .append(folder)
                .append("/verbatim.conf;\n}\n")
                .toString();
    }

    private boolean answers() throws IOException {
        if (!process.isAlive()) {
            throw new AssertionError(Files.readString(folder.resolve("output.log")));
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (ConnectException e) {
            return false;
        }
    }

    /** The page's address. */
    String url() {
        return "https://localhost:" + port + "/verbatim";
    }

    int port() {
        return port;
    }

    /** The PEM file of its certificate, which signed itself. */
    Path certificate() {
        return folder.resolve("cert.pem");
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
