package dev.verbatim.demo;

/**
 * How the demo provider runs.
 *
 * @param port the loopback port, 0 for any free one, at most 65535
 * @param tokensPerSecond the pace of a stream, 1 to 1000; 0 streams without any delay
 */
public record DemoSettings(int port, int tokensPerSecond) {
    /** @throws IllegalArgumentException when a number is out of its range */
    public DemoSettings {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("demo port must be 0 to 65535, is " + port);
        }
        if (tokensPerSecond < 0 || tokensPerSecond > 1000) {
            throw new IllegalArgumentException("demo pace must be 0 to 1000 tokens per second, is " + tokensPerSecond);
        }
    }

    boolean isPaced() {
        return tokensPerSecond > 0;
    }

    /** Milliseconds between two tokens of a paced stream, at least 1. */
    long tickMillis() {
        return 1000L / tokensPerSecond;
    }
}
