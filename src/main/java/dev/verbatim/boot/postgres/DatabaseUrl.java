package dev.verbatim.boot.postgres;

import dev.verbatim.config.DatabaseTls;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.ssl.DefaultJavaSSLFactory;

/**
 * A {@code postgresql://user:password@host:5432/database?sslmode=require} URL, taken apart for JDBC. It accepts no more
 * than vertx-pg-client does, so that what passes here does not fail there. Its text form holds no password.
 *
 * @param host a name, an IPv4 address or an IPv6 address without brackets
 * @param port 1 to 65535
 * @param tls how its connections are protected
 */
record DatabaseUrl(
        String host,
        int port,
        String database,
        String user,
        @Nullable String password,
        DatabaseTls tls) {
    private static final int DEFAULT_PORT = 5432;
    private static final int CONNECT_TIMEOUT_S = 5;
    private static final int LOGIN_TIMEOUT_S = 10;
    private static final int HIGHEST_PORT = 65_535;
    private static final String EXPECTED = "DATABASE_URL must read"
            + " postgresql://user:password@host:5432/database, with everything in user and password but letters,"
            + " digits and -._~ percent-encoded";
    private static final Pattern SYNTAX = Pattern.compile("postgres(?:ql)?://"
            + "(?<user>[\\w\\-.~%!*]+)(?::(?<password>[\\w\\-.~%!*]+))?@"
            + "(?<host>\\[[0-9a-fA-F:]+]|[\\w\\-.]+)(?::(?<port>\\d{1,5}))?"
            + "/(?<database>[\\w\\-.~%!*]+)"
            + "(?:\\?(?<parameters>.*))?");

    /** @throws IllegalArgumentException with one line that shows the expected form and nothing of the given one */
    static DatabaseUrl parse(String url) {
        Matcher parts = SYNTAX.matcher(url.strip());
        if (!parts.matches()) {
            throw new IllegalArgumentException(EXPECTED);
        }
        String port = parts.group("port");
        return new DatabaseUrl(
                parts.group("host").replaceAll("[\\[\\]]", ""),
                port == null ? DEFAULT_PORT : port(port),
                decoded(parts.group("database")),
                decoded(parts.group("user")),
                Optional.ofNullable(parts.group("password"))
                        .map(DatabaseUrl::decoded)
                        .orElse(null),
                DatabaseTls.of(url.strip()));
    }

    private static int port(String digits) {
        int port = Integer.parseInt(digits);
        if (port < 1 || port > HIGHEST_PORT) {
            throw new IllegalArgumentException("the port in DATABASE_URL must be 1 to 65535");
        }
        return port;
    }

    private static String decoded(String part) {
        try {
            return URLDecoder.decode(part, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(EXPECTED, e);
        }
    }

    /** Opens a connection per call; connecting is given up after 5 s, logging in after 10 s. */
    PGSimpleDataSource dataSource() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {host.contains(":") ? "[" + host + "]" : host});
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName(database);
        source.setUser(user);
        source.setPassword(password);
        source.setConnectTimeout(CONNECT_TIMEOUT_S);
        source.setLoginTimeout(LOGIN_TIMEOUT_S);
        source.setTcpKeepAlive(true);
        source.setApplicationName("verbatim-migrations");
        protect(source);
        return source;
    }

    private void protect(PGSimpleDataSource source) {
        source.setSslMode(tls.mode().wire());
        Path root = tls.rootCertificate();
        if (tls.verifies() && root == null) {
            source.setSslfactory(DefaultJavaSSLFactory.class.getName());
        } else if (tls.verifies() && root != null) {
            source.setSslRootCert(root.toString());
        }
    }

    /** Where it is, for messages. */
    String address() {
        return host + ":" + port;
    }

    @Override
    public String toString() {
        return "postgresql://" + user + "@" + address() + "/" + database;
    }
}
