package dev.verbatim.config;

/** How this node's event loops talk to the kernel. */
public enum SocketTransport {
    /** epoll on Linux, kqueue on macOS, the JDK's own elsewhere. */
    AUTO,
    /** Linux only: what a turn of the loop has to read and write goes to the kernel in one call. */
    IO_URING
}
