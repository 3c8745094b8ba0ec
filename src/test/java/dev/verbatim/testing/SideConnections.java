package dev.verbatim.testing;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Connections to databases beside the gateway, kept for the next question: a new one costs the server a process, and its first statement
 * reads the whole catalogue. A few are kept, the latest used; one that its server has ended is not lent again. Thread-safe. Blocks.
 */
final class SideConnections {
    private static final int KEPT = 6;
    private static final int PROBE_S = 2;

    /** Idle ones, the latest used first. */
    private static final Deque<Idle> IDLE = new ArrayDeque<>();

    private record Idle(String url, Connection connection) {}

    /** What is done with a connection. */
    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private SideConnections() {}

    /** Does some work, each statement a transaction of its own. */
    static <T> T with(String url, Work<T> work) throws SQLException {
        Connection connection = borrow(url);
        T result;
        try {
            result = work.on(connection);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
        keep(new Idle(url, connection));
        return result;
    }

    private static Connection borrow(String url) throws SQLException {
        Connection idle = takeIdle(url);
        while (idle != null) {
            if (idle.isValid(PROBE_S)) {
                return idle;
            }
            idle.close();
            idle = takeIdle(url);
        }
        return open(url);
    }

    private static Connection takeIdle(String url) {
        synchronized (IDLE) {
            for (Iterator<Idle> each = IDLE.iterator(); each.hasNext(); ) {
                Idle idle = each.next();
                if (idle.url.equals(url)) {
                    each.remove();
                    return idle.connection;
                }
            }
            return null;
        }
    }

    private static void keep(Idle idle) throws SQLException {
        Idle oldest = null;
        synchronized (IDLE) {
            IDLE.addFirst(idle);
            if (IDLE.size() > KEPT) {
                oldest = IDLE.removeLast();
            }
        }
        if (oldest != null) {
            oldest.connection.close();
        }
    }

    /** No statement is prepared under a name: a test may change the tables between two questions. */
    private static Connection open(String url) throws SQLException {
        URI uri = URI.create(url);
        String[] user = uri.getUserInfo().split(":", 2);
        String address = "jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getPath();
        return DriverManager.getConnection(address + "?prepareThreshold=0", user[0], user[1]);
    }
}
