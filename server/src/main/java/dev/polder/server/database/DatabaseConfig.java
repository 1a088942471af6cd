package dev.polder.server.database;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Which database.
 *
 * @param url {@code jdbc:postgresql://host:port/database}
 * @param passwordFile the password is its first line
 */
public record DatabaseConfig(String url, String user, Path passwordFile) {
    public DatabaseConfig {
        Objects.requireNonNull(url);
        Objects.requireNonNull(user);
        Objects.requireNonNull(passwordFile);
    }

    /** The password, read anew each time so that it can be changed. */
    public String password() {
        try {
            return Files.readString(passwordFile).lines().findFirst().orElse("").strip();
        } catch (IOException e) {
            throw new PolderException(
                    Code.CONFIG_INVALID,
                    "Cannot read the database's password from " + passwordFile,
                    "Correct database.password-file",
                    e);
        }
    }
}
