package dev.polder.server.embedded;

import java.util.Objects;

/**
 * How to connect to a database.
 *
 * @param url {@code jdbc:postgresql://host:port/database}, without a password
 */
public record DatabaseAccess(String url, String user, String password) {
    public DatabaseAccess {
        Objects.requireNonNull(url);
        Objects.requireNonNull(user);
        Objects.requireNonNull(password);
    }

    /** Without the password: records end up in messages. */
    @Override
    public String toString() {
        return "DatabaseAccess[url=" + url + ", user=" + user + "]";
    }
}
