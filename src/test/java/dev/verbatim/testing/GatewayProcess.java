package dev.verbatim.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gateway as its own process, as an operator runs it: it can be killed, and asked to leave. */
public final class GatewayProcess implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Pattern CHAT = Pattern.compile("^ *chat +(http://\\S+)");
    private static final Pattern OPS = Pattern.compile("^ *ops +(http://[^/\\s]+)");
    private static final String WATCHED = "-D" + CanaryConfigurator.ASKED + "=true";
    private static final Logger LOG = LoggerFactory.getLogger(GatewayProcess.class);
    private static final long PATIENCE_S = 60;

    private final Process process;
    private final List<String> output = new CopyOnWriteArrayList<>();
    private final CompletableFuture<URI> chat = new CompletableFuture<>();
    private final CompletableFuture<URI> ops = new CompletableFuture<>();
    private final CompletableFuture<Void> silent = new CompletableFuture<>();

    private GatewayProcess(Process process) {
        this.process = process;
        Thread reader = new Thread(this::read, "gateway-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts one on free ports. */
    public static GatewayProcess start(Path dataDirectory, Map<String, String> environment) {
        return start(dataDirectory, environment, UnaryOperator.identity());
    }

    /** Starts one whose command line the caller may still change. */
    public static GatewayProcess start(
            Path dataDirectory, Map<String, String> environment, UnaryOperator<List<String>> command) {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> words = new ArrayList<>(List.of(
                java,
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                WATCHED,
                "-cp",
                classPath,
                "dev.verbatim.Verbatim"));
        ProcessBuilder builder = new ProcessBuilder(command.apply(words)).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.endsWith("_API_KEY") || name.equals("DATABASE_URL"));
        builder.environment().putAll(Map.of("PORT", "0", "OPS_PORT", "0"));
        builder.environment().put("VERBATIM_DATA_DIR", dataDirectory.toString());
        builder.environment().put("VERBATIM_AUTH_MODE", "development");
        builder.environment().put("VERBATIM_AUTH_GUESTS", "true");
        builder.environment().putAll(environment);
        StoredSecrets.expectNoneIn(environment.get("DATABASE_URL"));
        try {
            return new GatewayProcess(builder.start());
        } catch (IOException e) {
            throw new IllegalStateException("The gateway does not start", e);
        }
    }

    /** The page's address, once the banner is out. */
    public URI chat() {
        return await(chat);
    }

    /** The ops port's address, once the banner is out. */
    public URI ops() {
        return await(ops);
    }

    /** The status of a GET on the ops port, or 0 where nobody answers. */
    public int opsStatus(String path) {
        try {
            return get(path).statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    /** What a GET on the ops port brings. */
    public String opsText(String path) {
        try {
            return get(path).body();
        } catch (IOException e) {
            throw new IllegalStateException("The ops port does not answer", e);
        }
    }

    private HttpResponse<String> get(String path) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(ops().resolve(path)).build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The process's number, for tools that look into it. */
    public long pid() {
        return process.pid();
    }

    /** SIGKILL; returns when the process is gone. */
    public void kill9() {
        process.destroyForcibly();
        awaitExit();
    }

    /** SIGTERM; returns at once. */
    public void terminate() {
        // Not the process's own destroy, which closes the pipe that we read.
        process.toHandle().destroy();
    }

    /** The exit status. */
    public int awaitExit() {
        try {
            if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
                throw new AssertionError("Still running; output: " + output);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What its threads do now, as the JDK's own tool tells. */
    public String threads() {
        String tool = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try {
            Process asked = new ProcessBuilder(tool, Long.toString(process.pid()), "Thread.print", "-l")
                    .redirectErrorStream(true)
                    .start();
            return new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("The threads cannot be seen", e);
        }
    }

    /** Every line printed so far. */
    public List<String> output() {
        return List.copyOf(output);
    }

    /** Every line printed, once there will be no more. */
    public List<String> awaitOutput() {
        silent.orTimeout(PATIENCE_S, TimeUnit.SECONDS).join();
        return output();
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill9();
        }
    }

    private URI await(CompletableFuture<URI> address) {
        return address.orTimeout(PATIENCE_S, TimeUnit.SECONDS)
                .exceptionally(cause -> {
                    throw new AssertionError("No banner; output: " + String.join("\n", output), cause);
                })
                .join();
    }

    private void read() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                output.add(line);
                if (Canary.isIn(line)) {
                    LOG.error("a gateway said {}", line);
                }
                find(CHAT, line, chat);
                find(OPS, line, ops);
            }
        } catch (IOException e) {
            output.add("(output ended: " + e.getMessage() + ")");
        }
        IllegalStateException ended = new IllegalStateException("The process ended");
        chat.completeExceptionally(ended);
        ops.completeExceptionally(ended);
        silent.complete(null);
    }

    private static void find(Pattern pattern, String line, CompletableFuture<URI> address) {
        Matcher matcher = pattern.matcher(line);
        if (matcher.find()) {
            address.complete(URI.create(matcher.group(1)));
        }
    }

    /** A fresh folder for a gateway's data, below the build's own. */
    public static Path freshDirectory() {
        try {
            return Files.createTempDirectory(Files.createDirectories(Path.of("target/it")), "data-")
                    .toAbsolutePath();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
